import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { defineOp } from '../op.ts';
import type { Tensor } from '../tf.ts';
import { onHost } from './on-host.ts';
import { negateColumns, negativeColumns } from './signs.ts';

/**
 * The singular value decomposition, `[P, m, n]`: x = u · diag(s) · vᵀ, with k = min(m, n).
 *
 * By Golub & Reinsch (1970), so that a small singular value is right to within the rounding of the largest. NaN for a
 * member that is not finite.
 *
 * @returns `u` `[P, m, k]` and `v` `[P, n, k]`, columns orthonormal even where x is rank-deficient; `s` `[P, 1, k]`, the
 * largest first, none negative. The largest entry by magnitude of every column of u is positive.
 */
export function svd(x: Tensor): { u: Tensor; s: Tensor; v: Tensor } {
  const [u, s, v] = svdOp({ x }, {}) as [Tensor, Tensor, Tensor];
  return { u, s, v };
}

const svdOp = defineOp<'x'>({
  name: 'Svd',
  formula({ x }) {
    const [, m, n] = x.shape as [number, number, number];
    const k = Math.min(m, n);
    const found = onHost(x, { u: [m, k], s: [1, k], v: [n, k] }, (matrix) => {
      const parts = new SingularValueDecomposition(matrix, { autoTranspose: true });
      const [u, v] = [parts.leftSingularVectors, parts.rightSingularVectors];
      const negative = negativeColumns(u);
      return {
        u: negateColumns(u, negative),
        s: Matrix.rowVector(parts.diagonal),
        v: negateColumns(v, negative),
      };
    });
    return [found.u, found.s, found.v];
  },
});
