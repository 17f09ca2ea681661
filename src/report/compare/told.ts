import { publishedNotes, publishedTables } from '../published/published-tables.ts';
import type { Comparison } from './comparison.ts';
import { sentences } from './sentences.ts';
import { legend, type TextTable, textTables } from './text-tables.ts';

/** Tables, and lines about them, in the order in which they are read: what terminal, Markdown and LaTeX spell. */
export type Told = readonly (TextTable | readonly string[])[];

/** A comparison: its tables, what their signs mean, the sentences, what one has to know, and what others published. */
export function told(comparison: Comparison): Told {
  return [
    ...textTables(comparison),
    legend(comparison),
    sentences(comparison),
    noted(comparison.notes),
    ...publishedTables(comparison.published),
    publishedNotes(comparison.published),
  ];
}

/** Notes as they are shown. */
export function noted(notes: readonly string[]): string[] {
  return notes.map((note) => `Note: ${note}`);
}

export function isTable(part: Told[number]): part is TextTable {
  return 'columns' in part;
}
