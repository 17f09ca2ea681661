import { escapeMarkdown, markdownTable } from '../markdown.ts';
import type { Comparison } from './comparison.ts';
import { sentences } from './sentences.ts';
import { textTables } from './text-tables.ts';

/** A comparison in GitHub's Markdown: tables, sentences, notes. */
export function markdownText(comparison: Comparison): string {
  const tables = textTables(comparison).flatMap(({ heading, columns, rows, notes }) => [
    ...(heading === '' ? [] : [`**${escapeMarkdown(heading)}**`]),
    markdownTable(columns, rows),
    ...(notes.length > 0 ? [bullets(notes)] : []),
  ]);
  const said = sentences(comparison);
  return [
    ...tables,
    ...(said.length > 0 ? [bullets(said)] : []),
    ...comparison.notes.map((note) => `_Note: ${escapeMarkdown(note)}_`),
  ].join('\n\n');
}

function bullets(items: readonly string[]): string {
  return items.map((item) => `- ${escapeMarkdown(item)}`).join('\n');
}
