import * as tf from '../../tensors/tf.ts';
import type { Problem } from '../problem.ts';
import { bowlParts, gentle, halfSquares, offset, row, size } from './parts.ts';

const share = 0.05;

export const sparse: Problem = {
  name: 'sparse',
  mode: 'sparse gradients',
  breaks: 'every number has a slope in one of twenty steps, else 0',
  ...bowlParts,
  disturbance: {
    size,
    draw: (_moment, stream) => Array.from({ length: size }, () => (stream.uniform() < share ? 1 : 0)),
    loss: (x, drawn) => halfSquares(tf.mul(drawn, tf.mul(offset(x), row(gentle)))),
  },
};
