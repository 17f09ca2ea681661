import * as tf from './tf.ts';

/**
 * The median of each member, the lower one of two where the count is even (as `torch.median`): `[P, a, b]` →
 * `[P, 1, 1]`. It counts NaN as 0, since a sort that meets NaN fails on some backends.
 */
export function lowerMedian(x: tf.Tensor): tf.Tensor {
  const members = x.shape[0]!;
  const count = x.size / members;
  const sortable = tf.reshape(tf.where(tf.isNaN(x), 0, x), [members, 1, count]);
  const upperHalf = count - Math.floor((count - 1) / 2);
  return tf.slice(tf.topk(sortable, upperHalf).values, [0, 0, upperHalf - 1], [members, 1, 1]);
}
