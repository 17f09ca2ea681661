import type { Picture } from '../../src/picture.ts';
import * as tf from '../../src/tensors/tf.ts';
import { carryTangent } from './tangents.ts';

/** The picture that {@link meanPool} makes of one; what is left over on the right and below is dropped. */
export function pooled({ height, width, channels }: Picture, side: number): Picture {
  return { height: Math.floor(height / side), width: Math.floor(width / side), channels };
}

/**
 * The means of squares that lie side by side (torch.nn.functional.avg_pool2d).
 *
 * @param x `[P, B, height · width · channels]` @param side of the squares, at most that of the picture; 1 changes nothing.
 * @returns `[P, B, …]`, the picture of {@link pooled}.
 */
export function meanPool(x: tf.Tensor, picture: Picture, side: number): tf.Tensor {
  if (side === 1) return x;
  const { height, width, channels } = pooled(picture, side);
  const [members, rows] = x.shape as [number, number, number];
  const pool = (given: tf.Tensor): tf.Tensor => {
    const pictures = tf.reshape(given, [members * rows, picture.height, picture.width, channels]);
    const cut = tf.slice(pictures, [0, 0, 0, 0], [-1, height * side, width * side, -1]);
    const ofRows = tf.mean(tf.reshape(cut, [-1, side, width * side * channels]), 1);
    return tf.reshape(tf.mean(tf.reshape(ofRows, [-1, side, channels]), 1), [members, rows, -1]);
  };
  return carryTangent(pool(x), [x], ([dX]) => pool(dX!));
}

/** The mean of each channel over all places, `[P, B, channels]`. @param x `[P, B, places · channels]` */
export function channelMeans(x: tf.Tensor, channels: number): tf.Tensor {
  const [members, rows] = x.shape as [number, number, number];
  const means = (given: tf.Tensor): tf.Tensor => tf.mean(tf.reshape(given, [members, rows, -1, channels]), 2);
  return carryTangent(means(x), [x], ([dX]) => means(dX!));
}
