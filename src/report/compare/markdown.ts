import { markdownList, markdownTable, markdownTitle } from '../../text/markdown.ts';
import type { Comparison } from './comparison.ts';
import type { TextTable } from './text-tables.ts';
import { isTable, type Told, told } from './told.ts';

/** A comparison in GitHub's Markdown: tables, sentences, notes. */
export function markdownText(comparison: Comparison): string {
  return toldInMarkdown(told(comparison));
}

/** Tables and lists in GitHub's Markdown. */
export function toldInMarkdown(parts: Told): string {
  return parts.flatMap((part) => (isTable(part) ? tableTexts(part) : lists(part))).join('\n\n');
}

function tableTexts({ heading, columns, rows }: TextTable): string[] {
  return [...(heading === '' ? [] : [markdownTitle(heading)]), markdownTable(columns, rows)];
}

function lists(items: readonly string[]): string[] {
  return items.length === 0 ? [] : [markdownList(items)];
}
