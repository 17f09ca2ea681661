import { broken } from '../text/broken.ts';
import { type Column, table } from '../text/table.ts';
import type { Matrix, MatrixRow } from './matrix.ts';
import { percent } from './percent.ts';

/** The matrix in percent. @param width that it may have. */
export function matrixText({ modes, rows }: Matrix, width = 80): string {
  const columns: Column<MatrixRow>[] = [
    { header: 'optimizer', cell: ({ optimizer }) => optimizer, wraps: true },
    ...modes.map(({ short }, index) => ({
      header: short,
      align: 'right' as const,
      cell: ({ solved }: MatrixRow) => percent(solved[index]!),
    })),
    { header: 'all', align: 'right', cell: ({ mean }) => percent(mean) },
  ];
  return table(columns, rows, { width, gap: 1 });
}

/** What the columns are. */
export function matrixLegend({ modes }: Matrix): string {
  const names = modes.map(({ short, name }) => `${short} ${name}`);
  return [
    'Percent of trials that solved their problem, over scoring seeds, best first;',
    ...broken(`${names.join(', ')}, all the mean of these columns.`, 80),
  ].join('\n');
}
