import { pow } from '../../pow.ts';
import { memberNorm } from '../member-norm.ts';
import * as tf from '../tf.ts';
import { identityMatrix } from './identity-matrix.ts';

/** What a step makes of every singular value x: ax + bx³ + cx⁵, which is steep at zero and does not settle at 1. */
const [a, b, c] = [3.4445, -4.775, 2.0315];
/** Times this, X brings the square of its Gram matrix along with its coefficient: two operations less a step. */
const factor = pow(c, 0.25);

/**
 * Roughly orthogonal matrices with the singular vectors of the given ones, by the quintic Newton–Schulz iteration of Muon
 * (Jordan et al. 2024, kellerjordan.github.io/posts/muon).
 *
 * Five steps bring singular values down to about a 600th of the Frobenius norm to between 0.68 and 1.21. Smaller ones grow
 * by a factor of at most 3.4445 a step, and zeros stay zeros: `eps` is added to the norm that is divided by, so that
 * matrices which are smaller than that all over come out small. The references compute in bfloat16, this in the
 * precision of the tensors.
 *
 * @param x `[P, rows, columns]`
 * @returns the same shape; that of transposed matrices is transposed
 */
export function newtonSchulz(x: tf.Tensor, steps = 5, eps = 1e-7): tf.Tensor {
  const [, rows, columns] = x.shape as [number, number, number];
  const wide = rows <= columns;
  const side = Math.min(rows, columns);
  const [constant, linear] = [a, b / Math.sqrt(c)].map((multiple) => identityMatrix(side, multiple));
  let y = tf.mul(x, tf.div(factor, tf.add(memberNorm(x), eps)));
  for (let step = 0; step < steps; step++) {
    const gram = tf.matMul(y, y, !wide, wide);
    const polynomial = tf.add(tf.matMul(gram, tf.add(gram, linear!)), constant!);
    y = wide ? tf.matMul(polynomial, y) : tf.matMul(y, polynomial);
  }
  return tf.mul(y, 1 / factor);
}
