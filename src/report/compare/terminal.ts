import { table } from '../../text/table.ts';
import { wrapped } from '../../text/wrapped.ts';
import { publishedNotes, publishedTables } from '../published/published-tables.ts';
import type { Comparison } from './comparison.ts';
import { sentences } from './sentences.ts';
import { legend, type TextTable, textTables } from './text-tables.ts';

const terminalWidth = 80;

/** A comparison for a terminal: its tables, at most 80 columns wide, the sentences, and what one has to know. */
export function terminalText(comparison: Comparison): string {
  const notes = comparison.notes.map((note) => `Note: ${note}`);
  const { published } = comparison;
  return [
    ...textTables(comparison).map(tableText),
    ...[legend(comparison), sentences(comparison), notes].map(lines),
    ...publishedTables(published).map(tableText),
    lines(publishedNotes(published)),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function tableText({ heading, columns, rows }: TextTable): string {
  const body = table(
    columns.map(({ header, align }, index) => ({
      header,
      align,
      cell: (row: readonly string[]) => row[index]!,
      wraps: index === 0,
    })),
    rows,
    { width: terminalWidth },
  );
  return heading === '' ? body : `${heading}\n\n${body}`;
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => wrapped(text, terminalWidth)).join('\n');
}
