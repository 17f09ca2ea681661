import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { defineOp } from '../op.ts';
import type { Tensor } from '../tf.ts';
import { onHost } from './on-host.ts';

/**
 * The orthogonal polar factor of matrices, `[P, m, n]` → `[P, m, n]`: U Vᵀ of the singular value decomposition U S Vᵀ,
 * without the directions whose singular values the precision of the tensor cannot tell from zero. That of a zero matrix is
 * zero. NaN for a member that is not finite.
 */
export function polarFactor(x: Tensor): Tensor {
  return polarFactorOp({ x }, {})[0]!;
}

const polarFactorOp = defineOp<'x'>({
  name: 'PolarFactor',
  formula({ x }) {
    const [, m, n] = x.shape as [number, number, number];
    const { factor } = onHost(x, { factor: [m, n] }, (matrix, precision) => {
      const parts = new SingularValueDecomposition(matrix, { autoTranspose: true });
      const least = Math.max(m, n) * precision * Math.max(...parts.diagonal);
      const kept = parts.diagonal.map((value) => (value > least ? 1 : 0));
      const left = new Matrix(parts.leftSingularVectors).mulRowVector(kept);
      return { factor: left.mmul(parts.rightSingularVectors.transpose()) };
    });
    return [factor];
  },
});
