import type { Database } from 'better-sqlite3';
import { wrapped } from '../text/wrapped.ts';
import { comparisonOf, sentences } from './compare/index.ts';

/** Pairs of optimizers that the end of a run has room for; of more `rl-bench compare` tells. */
const most = 3;

/**
 * Which optimizer of an experiment is better, by how much, and how sure that is: a sentence for each pair on each task, as
 * `rl-bench compare` says it; '' where pairs are many, or there is nothing to compare.
 */
export function verdict(db: Database, experimentId: number): string {
  const comparison = comparisonOf(db, experimentId);
  const pairs = comparison?.tasks.flatMap((task) => task.pairs) ?? [];
  if (comparison === undefined || pairs.length > most) return '';
  return sentences(comparison)
    .map((sentence) => wrapped(sentence))
    .join('\n');
}
