import * as tf from './tf.ts';

/** The median of each member, the lower of two (as `torch.median`): `[P, a, b]` → `[P, 1, 1]`. */
export function lowerMedian(x: tf.Tensor): tf.Tensor {
  const members = x.shape[0]!;
  const count = x.size / members;
  const upperHalf = count - Math.floor((count - 1) / 2);
  const { values } = tf.topk(tf.reshape(x, [members, 1, count]), upperHalf);
  return tf.slice(values, [0, 0, upperHalf - 1], [members, 1, 1]);
}
