import * as tf from '../../tensors/tf.ts';
import type { Problem } from '../problem.ts';
import { bowlParts, halfSquares, normals, offset, row, size, sums } from './parts.ts';

const mode = 'saddles';

/** Which number leaves the saddle: one in the middle of the first kernel. */
const escaping = 5;

const only = Array.from({ length: size }, (_, index) => (index === escaping ? 1 : 0));
const others = only.map((own) => 1 - own);

/** (z² - 1)² of the number that leaves, `[P]`. */
function well(x: tf.Tensor): tf.Tensor {
  return sums(tf.mul(tf.square(tf.sub(tf.square(x), 1)), row(only)));
}

const target = [2, 0, 0, 0, 1, 0, 0, 0, 0.5];

const factors = [
  { name: 'net.0.kernel', shape: [3, 4] },
  { name: 'net.1.kernel', shape: [4, 3] },
] as const;

export const saddles: readonly Problem[] = [
  {
    name: 'saddle',
    mode,
    breaks: 'one of 24 directions leads out of a saddle, along a slope of 1/10,000, while the others draw in',
    ...bowlParts,
    start: (stream) =>
      normals(stream, size).map((value, index) => (index === escaping ? Math.sign(value) * 1e-4 : value)),
    loss: (x) => tf.add(tf.mul(well(x), 0.25), halfSquares(tf.mul(offset(x), row(others)))),
    // The number that leaves counts as much as all others.
    error: (x) => tf.add(well(x), tf.div(halfSquares(tf.mul(offset(x), row(others))), size)),
  },
  {
    name: 'saddle-layers',
    mode,
    breaks: 'a product of two kernels that begins at almost 0, where all slopes are',
    parameters: factors,
    start: (stream) => normals(stream, size).map((value) => 1e-3 * value),
    loss(x) {
      const [members] = x.shape as [number];
      const [left, right] = tf.split(x, [12, 12], 2) as [tf.Tensor, tf.Tensor];
      const product = tf.matMul(tf.reshape(left, [members, 3, 4]), tf.reshape(right, [members, 4, 3]));
      return halfSquares(tf.sub(product, tf.tensor(target, [1, 3, 3])));
    },
  },
];
