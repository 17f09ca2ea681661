import { type Matrix, QrDecomposition } from 'ml-matrix';
import { defineOp } from '../op.ts';
import type { Tensor } from '../tf.ts';
import { onHost } from './on-host.ts';
import { negateColumns } from './signs.ts';

/**
 * The QR decomposition by Householder's reflections (1958), `[P, m, n]`: x = q · r, with k = min(m, n).
 *
 * NaN for a member that is not finite.
 *
 * @returns `q` `[P, m, k]`, columns orthonormal even where x is rank-deficient; `r` `[P, k, n]`, upper triangular (the
 * entries below are zero) with a diagonal that is not negative.
 */
export function qr(x: Tensor): { q: Tensor; r: Tensor } {
  const [q, r] = qrOp({ x }, {}) as [Tensor, Tensor];
  return { q, r };
}

const qrOp = defineOp<'x'>({
  name: 'Qr',
  formula({ x }) {
    const [, m, n] = x.shape as [number, number, number];
    const k = Math.min(m, n);
    const found = onHost(x, { q: [m, k], r: [k, n] }, (matrix) => {
      // The columns beyond the k-th of a wide matrix have no part in q.
      const leading = m < n ? matrix.subMatrix(0, m - 1, 0, m - 1) : matrix;
      const { orthogonalMatrix: q, upperTriangularMatrix } = new QrDecomposition(leading);
      const negative = upperTriangularMatrix
        .diagonal()
        .flatMap((entry, column) => (entry < 0 ? [column] : []));
      negateColumns(q, negative);
      const r = m < n ? q.transpose().mmul(matrix) : negateRows(upperTriangularMatrix, negative);
      return { q, r: m < n ? triangular(r) : r };
    });
    return [found.q, found.r];
  },
});

function negateRows(matrix: Matrix, rows: readonly number[]): Matrix {
  for (const row of rows) matrix.mulRow(row, -1);
  return matrix;
}

/** Without what rounding left below the diagonal. */
function triangular(matrix: Matrix): Matrix {
  for (let row = 1; row < matrix.rows; row++) {
    for (let column = 0; column < row; column++) matrix.set(row, column, 0);
  }
  return matrix;
}
