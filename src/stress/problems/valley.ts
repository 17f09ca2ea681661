import * as tf from '../../tensors/tf.ts';
import type { Problem } from '../problem.ts';
import { bowlParts, distance, normals, offset, size, sums } from './parts.ts';

const mode = 'valleys';

/** Along the valley; across it is 1. */
const curvature = 1e-3;

/** The even and the odd numbers, `[P, n/2, 1]` each. */
function pairs(x: tf.Tensor): [tf.Tensor, tf.Tensor] {
  return tf.split(tf.reshape(x, [x.shape[0]!, size / 2, 2]), 2, 2) as [tf.Tensor, tf.Tensor];
}

function valley(along: tf.Tensor, across: tf.Tensor): tf.Tensor {
  return sums(tf.mul(tf.add(tf.mul(tf.square(along), curvature), tf.square(across)), 0.5));
}

export const valleys: readonly Problem[] = [
  {
    name: 'valley-axis',
    mode,
    breaks: 'twelve valleys along axes, a thousand times as steep across as along',
    ...bowlParts,
    loss: (x) => valley(...pairs(offset(x))),
    error: distance,
  },
  {
    name: 'valley-rotated',
    mode,
    breaks: 'the same valleys, turned by 45 degrees: rates for every coordinate do not help',
    ...bowlParts,
    loss(x) {
      const [one, other] = pairs(offset(x));
      return valley(tf.mul(tf.add(one, other), Math.SQRT1_2), tf.mul(tf.sub(one, other), Math.SQRT1_2));
    },
    error: distance,
  },
  {
    name: 'valley-curved',
    mode,
    breaks: "Rosenbrock's function twelve times, scaled to a curvature of about 1",
    ...bowlParts,
    start: (stream) =>
      normals(stream, size).map((value, index) => (index % 2 === 0 ? -1.2 : 1) + 0.1 * value),
    loss(x) {
      const [one, other] = pairs(x);
      const across = tf.square(tf.sub(other, tf.square(one)));
      const along = tf.square(tf.sub(one, 1));
      return sums(tf.div(tf.add(tf.mul(across, 100), along), 800));
    },
    tolerance: 1e-3,
  },
];
