import * as tf from '../tf.ts';
import { identityMatrix } from './identity-matrix.ts';

/**
 * X (XᵀX)^(-½), which is (XXᵀ)^(-½) X: matrices with the singular vectors of the given ones and singular values of 1, by
 * the Newton–Schulz iteration for the root of a matrix and its inverse side by side.
 *
 * The smaller of the two squares is worked on, which makes no difference but for rounding. Small singular values are
 * multiplied by up to 3 · beta a step, so that tiny ones need many, and zeros stay zeros.
 *
 * @param x `[P, rows, columns]`, of a Frobenius norm of at most 1
 * @param beta factor on the polynomial of every step; ½ is the iteration that converges.
 */
export function whiten(x: tf.Tensor, steps: number, beta: number | tf.Tensor): tf.Tensor {
  const [, rows, columns] = x.shape as [number, number, number];
  const wide = rows <= columns;
  const three = tf.mul(identityMatrix(Math.min(rows, columns), 3), beta);
  let root = tf.matMul(x, x, !wide, wide);
  let polynomial = tf.sub(three, tf.mul(root, beta));
  let inverseRoot = polynomial;
  for (let step = 1; step < steps; step++) {
    root = tf.matMul(root, polynomial);
    polynomial = tf.sub(three, tf.mul(tf.matMul(inverseRoot, root), beta));
    inverseRoot = tf.matMul(polynomial, inverseRoot);
  }
  return wide ? tf.matMul(inverseRoot, x) : tf.matMul(x, inverseRoot);
}
