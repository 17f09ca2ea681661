import { oneLine } from '../visible-text.ts';
import { broken, longestName } from './broken.ts';

/** One column of a terminal table. */
export interface Column<Row> {
  readonly header: string;
  /** Default left; numbers read better to the right. */
  readonly align?: 'left' | 'right';
  /** The cell of a row as text. */
  readonly cell: (row: Row) => string;
  /** True for the column that is broken into lines where the table would be too wide. */
  readonly wraps?: boolean;
}

const narrowest = 8;

/**
 * A plain table: a header, a thin rule, no frame, no colours. Its lines end without blanks.
 *
 * Made by hand because an answer can have many thousand rows, for which cli-table3 needs minutes.
 *
 * @param width columns of the terminal to fit into, as far as the column that wraps can give way. Before a name in it would
 * be broken, columns move together.
 * @param gap blanks between columns.
 */
export function table<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  { width = Number.POSITIVE_INFINITY, gap = 2 }: { readonly width?: number; readonly gap?: number } = {},
): string {
  const texts = [
    columns.map(({ header }) => header),
    ...rows.map((row) => columns.map(({ cell }) => cell(row))),
  ];
  const cells = texts.map((row) => row.map(oneLine));
  const widths = columns.map((_, column) =>
    cells.reduce((most, row) => Math.max(most, row[column]!.length), 0),
  );
  const wrapping = columns.findIndex(({ wraps }) => wraps);
  let between = gap;
  if (wrapping >= 0) {
    const own = widths[wrapping]!;
    const left = (blanks: number) => width - (sum(widths) - own) - blanks * (widths.length - 1);
    const needed = cells.reduce((most, row) => Math.max(most, longestName(row[wrapping]!)), 0);
    if (left(gap) < Math.min(own, needed)) between = Math.min(gap, 1);
    widths[wrapping] = Math.min(own, Math.max(narrowest, left(between)));
  }

  const [head, ...body] = cells.map((row) => tableRow(row, widths, columns, between));
  const rule = '─'.repeat(sum(widths) + between * (widths.length - 1));
  return [head, rule, ...body].join('\n');
}

/** One row of cells: one line, or as many as its longest cell is broken into. */
function tableRow(
  cells: readonly string[],
  widths: readonly number[],
  columns: readonly Pick<Column<never>, 'align'>[],
  gap: number,
): string {
  const pieces = cells.map((cell, column) => broken(cell, widths[column]!));
  const height = Math.max(1, ...pieces.map((piece) => piece.length));
  return Array.from({ length: height }, (_, line) =>
    pieces
      .map((piece, column) => {
        const text = piece[line] ?? '';
        const size = widths[column]!;
        return columns[column]!.align === 'right' ? text.padStart(size) : text.padEnd(size);
      })
      .join(' '.repeat(gap))
      .trimEnd(),
  ).join('\n');
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
