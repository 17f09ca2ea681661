import * as tf from '../../tensors/tf.ts';
import type { Moment, Problem } from '../problem.ts';
import { distance, minimum, normals, row, size, sums } from './parts.ts';

const mode = 'games';
const half = size / 2;

/** 1 for the numbers of the first player, -1 for those of the second. */
const directions = minimum.map((_, index) => (index < half ? 1 : -1));

/** The second player comes in one step, the first in the next. */
const turn = ({ step }: Moment) => [step % 2, 1 - (step % 2)];

/** The first player wants it small, the second large. @param own curvature of either player's part. */
function game(own: number): (x: tf.Tensor) => tf.Tensor {
  return (x) => {
    const [first, second] = tf.split(tf.sub(x, row(minimum)), 2, 2) as [tf.Tensor, tf.Tensor];
    const curved = tf.mul(tf.sub(tf.square(first), tf.square(second)), own / 2);
    return sums(tf.add(tf.mul(first, second), curved));
  };
}

const common = {
  mode,
  parameters: [
    { name: 'first.0.kernel', shape: [2, 4] },
    { name: 'first.1.kernel', shape: [4, 1] },
    { name: 'second.0.kernel', shape: [2, 4] },
    { name: 'second.1.kernel', shape: [4, 1] },
  ],
  start: (stream) => normals(stream, size),
  directions,
  error: distance,
} satisfies Partial<Problem>;

const damped = game(0.1);

export const games: readonly Problem[] = [
  {
    name: 'game-bilinear',
    breaks: 'two players of a bilinear game: slopes lead around the equilibrium',
    ...common,
    loss: game(0),
  },
  {
    name: 'game-alternating',
    breaks: 'a game with a little curvature, whose players have slopes by turns',
    ...common,
    loss: damped,
    disturbance: {
      size: 2,
      draw: turn,
      loss: (x) => damped(x),
      mask: (drawn) => tf.reshape(tf.tile(tf.reshape(drawn, [-1, 2, 1]), [1, 1, half]), [-1, 1, size]),
    },
  },
];
