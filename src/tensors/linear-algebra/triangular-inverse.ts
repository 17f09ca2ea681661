import { Matrix } from 'ml-matrix';
import { defineOp } from '../op.ts';
import type { Tensor } from '../tf.ts';
import { onHost } from './on-host.ts';

/**
 * The inverse of upper triangular matrices, `[P, n, n]` → `[P, n, n]`, by substitution. What is below the diagonal is not
 * read, and zero in the inverse. NaN for a member that is not finite or has a zero on its diagonal.
 */
export function triangularInverse(x: Tensor): Tensor {
  return triangularInverseOp({ x }, {})[0]!;
}

const triangularInverseOp = defineOp<'x'>({
  name: 'TriangularInverse',
  formula({ x }) {
    const n = x.shape[2]!;
    const { inverse } = onHost(x, { inverse: [n, n] }, (matrix) => {
      const found = inverseOf(matrix);
      return found && { inverse: found };
    });
    return [inverse];
  },
});

/** Row by row from the last: what a row has beyond its diagonal stands for rows that are known by then. */
function inverseOf(matrix: Matrix): Matrix | undefined {
  const n = matrix.rows;
  const upper = matrix.to2DArray();
  const inverse = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  for (let row = n - 1; row >= 0; row--) {
    const [entries, own] = [upper[row]!, inverse[row]!];
    const pivot = entries[row]!;
    if (pivot === 0) return undefined;
    own[row] = 1;
    for (let k = row + 1; k < n; k++) {
      const [factor, below] = [entries[k]!, inverse[k]!];
      for (let column = k; column < n; column++) own[column]! -= factor * below[column]!;
    }
    for (let column = row; column < n; column++) own[column]! /= pivot;
  }
  return new Matrix(inverse);
}
