import { table } from '../table.ts';
import { wrapped } from '../wrapped.ts';
import type { Comparison } from './comparison.ts';
import { sentences } from './sentences.ts';
import { legend, textTables } from './text-tables.ts';

const terminalWidth = 80;

/** A comparison for a terminal: its tables, at most 80 columns wide, the sentences, and what one has to know. */
export function terminalText(comparison: Comparison): string {
  const tables = textTables(comparison).map(({ heading, columns, rows }) => {
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
  });
  const notes = comparison.notes.map((note) => `Note: ${note}`);
  const texts = [legend(comparison), sentences(comparison), notes].map((lines) => lines.map(line).join('\n'));
  return [...tables, ...texts].filter((part) => part !== '').join('\n\n');
}

function line(text: string): string {
  return wrapped(text, terminalWidth);
}
