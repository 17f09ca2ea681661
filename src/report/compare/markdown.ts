import { markdownList, markdownTable, markdownTitle } from '../../text/markdown.ts';
import { publishedNotes, publishedTables } from '../published/published-tables.ts';
import type { Comparison } from './comparison.ts';
import { sentences } from './sentences.ts';
import { legend, type TextTable, textTables } from './text-tables.ts';

/** A comparison in GitHub's Markdown: tables, sentences, notes. */
export function markdownText(comparison: Comparison): string {
  const notes = comparison.notes.map((note) => `Note: ${note}`);
  const { published } = comparison;
  return [
    ...textTables(comparison).flatMap(tableTexts),
    ...[legend(comparison), sentences(comparison), notes].flatMap(lists),
    ...publishedTables(published).flatMap(tableTexts),
    ...lists(publishedNotes(published)),
  ].join('\n\n');
}

function tableTexts({ heading, columns, rows }: TextTable): string[] {
  return [...(heading === '' ? [] : [markdownTitle(heading)]), markdownTable(columns, rows)];
}

function lists(items: readonly string[]): string[] {
  return items.length === 0 ? [] : [markdownList(items)];
}
