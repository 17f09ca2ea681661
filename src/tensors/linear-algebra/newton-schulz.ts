import { pow } from '../../pow.ts';
import { memberNorm } from '../member-norm.ts';
import * as tf from '../tf.ts';
import { identityMatrix } from './identity-matrix.ts';
import { type OddPolynomial, simplePolynomial } from './odd-polynomials.ts';

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
  const polynomials = new Array<OddPolynomial>(steps).fill(simplePolynomial);
  return newtonSchulzBy(polynomials, x, tf.add(memberNorm(x), eps));
}

/**
 * The same iteration by any polynomials of odd degree, one a step.
 *
 * @param x `[P, rows, columns]`
 * @param norm what each matrix is divided by, so that its singular values come to where the polynomials expect them: `[P, 1, 1]`
 */
export function newtonSchulzBy(
  polynomials: readonly OddPolynomial[],
  x: tf.Tensor,
  norm: tf.Tensor,
): tf.Tensor {
  const [, rows, columns] = x.shape as [number, number, number];
  const wide = rows <= columns;
  const side = Math.min(rows, columns);
  // Times this, X brings the square of its Gram matrix along with its coefficient: two operations less a step.
  const factors = polynomials.map(([, , c]) => pow(c, 0.25));
  let y = tf.mul(x, tf.div(factors[0]!, norm));
  let last: OddPolynomial | undefined;
  let [constant, linear]: tf.Tensor[] = [];
  for (const [step, polynomial] of polynomials.entries()) {
    const [a, b, c] = polynomial;
    if (polynomial !== last) {
      [constant, linear] = [a, b / Math.sqrt(c)].map((multiple) => identityMatrix(side, multiple));
      const change = step === 0 ? 1 : factors[step]! / factors[step - 1]!;
      if (change !== 1) y = tf.mul(y, change);
      last = polynomial;
    }
    const gram = tf.matMul(y, y, !wide, wide);
    const value = tf.add(tf.matMul(gram, tf.add(gram, linear!)), constant!);
    y = wide ? tf.matMul(value, y) : tf.matMul(y, value);
  }
  return tf.mul(y, 1 / factors.at(-1)!);
}
