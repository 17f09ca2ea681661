import * as tf from '../../tensors/tf.ts';
import type { Problem } from '../problem.ts';
import {
  bowlParts,
  descending,
  distance,
  halfSquares,
  mixedUp,
  normals,
  offset,
  row,
  size,
} from './parts.ts';

const mode = 'ill-conditioning';

const curvatures = mixedUp(descending(size, 1e-4));

/** The sides of a kernel as mixed by an orthogonal matrix of ±1/2, with four scales from 1 to 1/10. */
const mixing: readonly (readonly number[])[] = (() => {
  const signs = [
    [1, 1, 1, 1],
    [1, -1, 1, -1],
    [1, 1, -1, -1],
    [1, -1, -1, 1],
  ];
  const scales = descending(4, 0.1);
  return signs.map((each, index) => each.map((sign) => (sign / 2) * scales[index]!));
})();

const kernels = [
  { name: 'net.0.kernel', shape: [4, 4] },
  { name: 'net.1.kernel', shape: [4, 2] },
] as const;

/** `[P, 4, columns]` → the rows mixed by the matrix, with sums member by member. */
function mixed(kernel: tf.Tensor): tf.Tensor {
  const [members, rows, columns] = kernel.shape as [number, number, number];
  const spread = tf.reshape(kernel, [members, 1, rows, columns]);
  return tf.sum(tf.mul(spread, tf.tensor(mixing.flat(), [1, rows, rows, 1])), 2);
}

export const illConditioned: readonly Problem[] = [
  {
    name: 'ill-conditioned',
    mode,
    breaks: 'a bowl whose curvatures reach from 1 to 1/10,000, along the axes',
    ...bowlParts,
    loss: (x) => halfSquares(tf.mul(offset(x), row(curvatures.map(Math.sqrt)))),
    error: distance,
  },
  {
    name: 'ill-conditioned-layers',
    mode,
    breaks: 'the same, mixed over rows and columns of two kernels, as inputs and slopes of a layer are',
    parameters: kernels,
    start: (stream) => normals(stream, size),
    loss(x) {
      const [members] = x.shape as [number];
      const [first, second] = tf.split(offset(x), [16, 8], 2) as [tf.Tensor, tf.Tensor];
      const kernel = tf.reshape(first, [members, 4, 4]);
      const both = mixed(tf.transpose(mixed(kernel), [0, 2, 1]));
      return tf.add(halfSquares(both), halfSquares(mixed(tf.reshape(second, [members, 4, 2]))));
    },
    error: distance,
  },
];
