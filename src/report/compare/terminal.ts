import { table } from '../table.ts';
import { wrapped } from '../wrapped.ts';
import type { Comparison } from './comparison.ts';
import { sentences } from './sentences.ts';
import { textTables } from './text-tables.ts';

const terminalWidth = 80;

/** A comparison for a terminal: its tables, at most 80 columns wide, the sentences, and what one has to know. */
export function terminalText(comparison: Comparison): string {
  const tables = textTables(comparison).map(({ heading, columns, rows, notes }) => {
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
    return [
      ...(heading === '' ? [] : [heading, '']),
      body,
      ...(notes.length > 0 ? ['', ...notes.map(line)] : []),
    ].join('\n');
  });
  const said = sentences(comparison).map(line).join('\n');
  const notes = comparison.notes.map((note) => line(`Note: ${note}`)).join('\n');
  return [...tables, said, notes].filter((part) => part !== '').join('\n\n');
}

function line(text: string): string {
  return wrapped(text, terminalWidth);
}
