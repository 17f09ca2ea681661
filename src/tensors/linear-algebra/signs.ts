import type { Matrix } from 'ml-matrix';

/** The columns that must change sign for the largest entry by magnitude, the first of several, to be positive. */
export function negativeColumns(matrix: Matrix): number[] {
  return Array.from({ length: matrix.columns }, (_, column) => column).filter((column) => {
    const entries = matrix.getColumn(column);
    const largest = entries.reduce((best, entry) => (Math.abs(entry) > Math.abs(best) ? entry : best), 0);
    return largest < 0;
  });
}

/** Changes the sign of columns in place. */
export function negateColumns(matrix: Matrix, columns: readonly number[]): Matrix {
  for (const column of columns) matrix.mulColumn(column, -1);
  return matrix;
}
