import { markdownList, markdownTable, markdownTitle } from '../markdown.ts';
import type { Comparison } from './comparison.ts';
import { sentences } from './sentences.ts';
import { legend, textTables } from './text-tables.ts';

/** A comparison in GitHub's Markdown: tables, sentences, notes. */
export function markdownText(comparison: Comparison): string {
  const tables = textTables(comparison).flatMap(({ heading, columns, rows }) => [
    ...(heading === '' ? [] : [markdownTitle(heading)]),
    markdownTable(columns, rows),
  ]);
  const notes = comparison.notes.map((note) => `Note: ${note}`);
  return [
    ...tables,
    ...[legend(comparison), sentences(comparison), notes]
      .filter((items) => items.length > 0)
      .map(markdownList),
  ].join('\n\n');
}
