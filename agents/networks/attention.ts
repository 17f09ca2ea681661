import * as tf from '../../src/tensors/tf.ts';

/** What is added to scores of positions that must not be seen; their weights are 0. */
const unseen = -1e9;

/**
 * Causal attention of several heads: every position is the mean of the values at itself and before, weighted by the softmax of
 * q · k / √d (Vaswani et al. 2017, 3.2; torch.nn.functional.scaled_dot_product_attention with `is_causal`). Heads are slices of the
 * width, one after the other.
 *
 * @param seen `[P, B · length, 3 · width]`: queries, keys and values of every position, side by side.
 * @param length positions of a sequence. @param heads divides the width.
 * @returns `[P, B · length, width]`
 */
export function causalAttention(seen: tf.Tensor, length: number, heads: number): tf.Tensor {
  const [members, positions, wide] = seen.shape as [number, number, number];
  const [sequences, width] = [(members * positions) / length, wide / 3];
  const own = width / heads;
  const [queries, keys, values] = tf
    .split(tf.reshape(seen, [sequences, length, 3, heads, own]), 3, 2)
    .map((part) =>
      tf.reshape(tf.transpose(tf.reshape(part, [sequences, length, heads, own]), [0, 2, 1, 3]), [
        sequences * heads,
        length,
        own,
      ]),
    ) as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D];
  const places = tf.range(0, length);
  const later = tf.greater(tf.reshape(places, [1, 1, length]), tf.reshape(places, [1, length, 1]));
  const scores = tf.mul(tf.matMul(queries, keys, false, true), 1 / Math.sqrt(own));
  const weights = tf.softmax(tf.add(scores, tf.mul(tf.cast(later, 'float32'), unseen)));
  const mixed = tf.reshape(tf.matMul(weights, values), [sequences, heads, length, own]);
  return tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [members, positions, width]);
}
