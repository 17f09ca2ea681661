import { table } from '../../text/table.ts';
import { wrapped } from '../../text/wrapped.ts';
import type { Comparison } from './comparison.ts';
import type { TextTable } from './text-tables.ts';
import { isTable, type Told, told } from './told.ts';

const terminalWidth = 80;

/** A comparison for a terminal: its tables, at most 80 columns wide, the sentences, and what one has to know. */
export function terminalText(comparison: Comparison): string {
  return toldInTerminal(told(comparison));
}

/** Tables and lines for a terminal, at most 80 columns wide. */
export function toldInTerminal(parts: Told): string {
  return parts
    .map((part) => (isTable(part) ? tableText(part) : lines(part)))
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
