import { table } from '../../text/table.ts';
import { wrapped } from '../../text/wrapped.ts';
import type { Comparison } from './comparison.ts';
import type { TextTable } from './text-tables.ts';
import { isTable, type Told, told } from './told.ts';

const terminalWidth = 80;

/** A comparison for a terminal: its tables, the sentences, and what one has to know. @param width of tables. */
export function terminalText(comparison: Comparison, width = terminalWidth): string {
  return toldInTerminal(told(comparison), width);
}

/** Tables and lines for a terminal of 80 columns. @param width of tables. */
export function toldInTerminal(parts: Told, width = terminalWidth): string {
  return parts
    .map((part) => (isTable(part) ? tableText(part, width) : lines(part)))
    .filter((part) => part !== '')
    .join('\n\n');
}

function tableText({ heading, columns, rows }: TextTable, width: number): string {
  const body = table(
    columns.map(({ header, align }, index) => ({
      header,
      align,
      cell: (row: readonly string[]) => row[index]!,
      wraps: index === 0,
    })),
    rows,
    { width },
  );
  return heading === '' ? body : `${heading}\n\n${body}`;
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => wrapped(text, terminalWidth)).join('\n');
}
