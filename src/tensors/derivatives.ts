import { memberNorm } from './member-norm.ts';
import { inFormulas } from './op.ts';
import * as tf from './tf.ts';

/**
 * The derivative of a function along a direction, exact up to rounding: the product of the transposed Jacobian with some
 * vector is linear in that vector, so its derivative in it is the product with the Jacobian. Costs two passes back. Every
 * op of the function must have a gradient that has a gradient. Call within `tf.tidy`.
 *
 * @param direction of the shape of `at`.
 * @returns of the shape of the function's value.
 */
export function derivativeAlong(
  fn: (x: tf.Tensor) => tf.Tensor,
  at: tf.Tensor,
  direction: tf.Tensor,
): tf.Tensor {
  return inFormulas(() => {
    const transposed = (weights: tf.Tensor): tf.Tensor =>
      tf.grad((x: tf.Tensor) => tf.sum(tf.mul(fn(x), weights)))(at);
    const along = (weights: tf.Tensor): tf.Tensor => tf.sum(tf.mul(transposed(weights), direction));
    return tf.grad(along)(tf.zerosLike(fn(at)));
  });
}

/** The step of central differences that balances their error, h², with that of rounding, 2⁻²⁴ / h, or 2⁻⁵³ / h in double precision. */
const step = Float32Array.BYTES_PER_ELEMENT === 4 ? 4e-3 : 5e-6;

/**
 * Each member's product of the Hessian of its loss with a direction, by the difference of two gradients a little apart:
 * exact for quadratic losses up to rounding, else to about three digits in single precision. Call within `tf.tidy`.
 *
 * @param gradient of the loss at any parameters `[P, 1, n]`.
 * @param at `[P, 1, n]`. @param direction `[P, 1, n]`; the product with 0 is 0.
 */
export function hessianProduct(
  gradient: (vector: tf.Tensor) => tf.Tensor,
  at: tf.Tensor,
  direction: tf.Tensor,
): tf.Tensor {
  const length = memberNorm(direction);
  const reach = tf.mul(tf.add(memberNorm(at), 1), step);
  const nowhere = tf.equal(length, 0);
  const scale = tf.div(reach, tf.where(nowhere, tf.onesLike(length), length));
  const move = tf.mul(direction, scale);
  const change = tf.sub(gradient(tf.add(at, move)), gradient(tf.sub(at, move)));
  return tf.div(change, tf.mul(scale, 2));
}
