import * as tf from './tf.ts';

/** Inner product of each member's numbers with its others: `[P, a, b]` twice → `[P, 1, 1]`. */
export function memberDot(x: tf.Tensor, y: tf.Tensor): tf.Tensor {
  return tf.sum(tf.mul(x, y), [1, 2], true);
}

/** Sum of squares of each member: `[P, a, b]` → `[P, 1, 1]`. */
export function memberSquaredNorm(x: tf.Tensor): tf.Tensor {
  return tf.sum(tf.square(x), [1, 2], true);
}

/** Euclidean norm of each member: `[P, a, b]` → `[P, 1, 1]`. */
export function memberNorm(x: tf.Tensor): tf.Tensor {
  return tf.sqrt(memberSquaredNorm(x));
}

/** The same where squares of the numbers may be too large or too small for single precision: their size is taken out before. */
export function memberNormOfAnySize(x: tf.Tensor): tf.Tensor {
  const largest = tf.max(tf.abs(x), [1, 2], true);
  const size = tf.where(tf.greater(largest, 0), largest, 1);
  return tf.mul(memberNorm(tf.div(x, size)), size);
}
