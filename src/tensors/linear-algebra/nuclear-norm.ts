import { memberNorm } from '../member-norm.ts';
import * as tf from '../tf.ts';
import { identityMatrix } from './identity-matrix.ts';

/** Singular values of less than this share of the Frobenius norm may be missed. */
const smallest = 1e-4;
const scalings = scalingsFrom(smallest);

/**
 * The sum of the singular values of every matrix: `[P, rows, columns]` → `[P, 1, 1]`.
 *
 * It is the product ⟨X, UVᵀ⟩ with the polar factor UVᵀ, which the cubic Newton–Schulz iteration finds, multiplied before
 * every step by what suits the interval that the singular values are in by then (Chen & Chow 2014, "A stable scaling of
 * Newton–Schulz for improving the sign function computation of a Hermitian matrix"). But for rounding it is never more
 * than the true sum, and less by at most 10⁻⁴ of the Frobenius norm for every singular value, whatever the condition.
 */
export function nuclearNorm(x: tf.Tensor): tf.Tensor {
  const [, rows, columns] = x.shape as [number, number, number];
  const wide = rows <= columns;
  const three = identityMatrix(Math.min(rows, columns), 3);
  const norm = memberNorm(x);
  // Zero only where the matrix is; squares of what is smaller vanish in single precision anyway.
  const unit = tf.div(x, tf.maximum(norm, 1e-20));
  let y = tf.mul(unit, scalings[0]!);
  for (const next of [...scalings.slice(1), 1]) {
    const polynomial = tf.mul(tf.sub(three, tf.matMul(y, y, !wide, wide)), next / 2);
    y = wide ? tf.matMul(polynomial, y) : tf.matMul(y, polynomial);
  }
  return tf.mul(tf.sum(tf.mul(unit, y), [1, 2], true), norm);
}

/**
 * The factor ρ before each step x ← ½x(3 - x²), with which an interval [low, 1] of singular values is mapped to the
 * highest [low′, 1], until it is as good as a point. A low end below 0.1 counts as 0.1: else the largest singular values
 * were mapped to the smallest, and their vectors lost in rounding.
 */
function scalingsFrom(low: number): number[] {
  if (low > 1 - 1e-7) return [];
  const counted = Math.max(low, 0.1);
  const scaling = Math.sqrt(3 / (1 + counted + counted ** 2));
  const scaled = scaling * low;
  return [scaling, ...scalingsFrom((scaled * (3 - scaled ** 2)) / 2)];
}
