import type { Comparison } from './comparison.ts';
import { sentences } from './sentences.ts';

/** A comparison with its sentences as JSON. What does not exist is left out. */
export function jsonText(comparison: Comparison): string {
  return JSON.stringify({ ...comparison, sentences: sentences(comparison) }, null, 2);
}
