import * as tf from '../../src/tensors/tf.ts';

const epsilon = 1e-5;

/**
 * Layer normalisation over the features of each row (Ba, Kiros & Hinton 2016), as torch.nn.LayerNorm: population
 * variance, epsilon 1e-5 inside the root.
 *
 * @param x `[P, B, n]`
 * @param scale `[P, 1, n]`
 * @param offset `[P, 1, n]`
 */
export function layerNorm(x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor): tf.Tensor {
  const centred = tf.sub(x, tf.mean(x, 2, true));
  const variance = tf.mean(tf.square(centred), 2, true);
  return tf.add(tf.mul(tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon))), scale), offset);
}
