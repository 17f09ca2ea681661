import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { defineOp } from '../op.ts';
import type { Tensor } from '../tf.ts';
import { onHost } from './on-host.ts';
import { negateColumns, negativeColumns } from './signs.ts';

/**
 * The eigenvalues and eigenvectors of symmetric matrices, `[P, n, n]`: x = vectors · diag(values) · vectorsᵀ.
 *
 * By Householder's tridiagonalisation and the implicit QL iteration (Wilkinson & Reinsch 1971), so that a small eigenvalue
 * is right to within the rounding of the largest. NaN for a member that is not finite.
 *
 * @returns `values` `[P, 1, n]`, the largest first; `vectors` `[P, n, n]`, a column each, orthonormal even where
 * eigenvalues repeat, with the largest entry by magnitude positive.
 */
export function symmetricEigen(x: Tensor): { values: Tensor; vectors: Tensor } {
  const [values, vectors] = symmetricEigenOp({ x }, {}) as [Tensor, Tensor];
  return { values, vectors };
}

const symmetricEigenOp = defineOp<'x'>({
  name: 'SymmetricEigen',
  formula({ x }) {
    const n = x.shape[2]!;
    const found = onHost(x, { values: [1, n], vectors: [n, n] }, (matrix) => {
      const { values, vectors } = eigenOf(matrix);
      return { values: Matrix.rowVector(values), vectors: negateColumns(vectors, negativeColumns(vectors)) };
    });
    return [found.values, found.vectors];
  },
});

/** The same of one matrix on the host, signs as they come. */
export function eigenOf(matrix: Matrix): { values: number[]; vectors: Matrix } {
  const ascending = new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
  const vectors = ascending.eigenvectorMatrix.flipRows();
  return { values: ascending.realEigenvalues.reverse(), vectors };
}
