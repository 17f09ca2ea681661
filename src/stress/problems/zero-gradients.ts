import * as tf from '../../tensors/tf.ts';
import type { Problem } from '../problem.ts';
import { bowl, bowlParts, sums } from './parts.ts';

export const zeroGradients: Problem = {
  name: 'zero-gradients',
  mode: 'zero gradients',
  breaks:
    'of every tenth of the steps the first four fifths have no slope at all, to begin with the very first',
  ...bowlParts,
  disturbance: {
    size: 1,
    draw: ({ step, steps }) => [((10 * (step - 1)) / steps) % 1 < 0.8 ? 0 : 1],
    loss: (x, drawn) => tf.mul(bowl(x), sums(drawn)),
  },
};
