import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import type { Tensor } from '../tf.ts';
import { onHost } from './on-host.ts';

/**
 * The Cholesky factor of symmetric positive definite matrices, `[P, n, n]` → `[P, n, n]`: x = l · lᵀ, l lower triangular
 * with a positive diagonal. Of x only the lower triangle is read. NaN for a member that is not finite or not positive
 * definite.
 */
export function cholesky(x: Tensor): Tensor {
  const n = x.shape[2]!;
  const { lower } = onHost(x, { lower: [n, n] }, (matrix) => {
    const factor = new CholeskyDecomposition(mirrored(matrix));
    return factor.isPositiveDefinite() ? { lower: factor.lowerTriangularMatrix } : undefined;
  });
  return lower;
}

/** Symmetric to the last bit. */
function mirrored(matrix: Matrix): Matrix {
  const symmetric = new Matrix(matrix);
  for (let row = 0; row < matrix.rows; row++) {
    for (let column = 0; column < row; column++) symmetric.set(column, row, matrix.get(row, column));
  }
  return symmetric;
}
