import * as tf from './tf.ts';

/** -1, 0 or 1; NaN stays NaN, of which `tf.sign` makes 0. */
export function signOf(x: tf.Tensor): tf.Tensor {
  return tf.where(tf.equal(x, x), tf.sign(x), x);
}
