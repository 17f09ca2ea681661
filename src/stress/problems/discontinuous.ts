import * as tf from '../../tensors/tf.ts';
import type { Problem } from '../problem.ts';
import { bowlParts, minimum, offset, sums } from './parts.ts';

export const discontinuous: Problem = {
  name: 'cliff',
  mode: 'discontinuity',
  breaks:
    'a slope of 1 down to the edge of a cliff, beyond which the loss jumps by 1 and is ten times as steep',
  ...bowlParts,
  start: (stream) => minimum.map((at) => at + stream.uniform(1, 2)),
  loss(x) {
    const z = offset(x);
    const below = tf.neg(z);
    return sums(tf.addN([tf.relu(z), tf.mul(tf.relu(below), 10), tf.step(below)]));
  },
  error: (x) => sums(tf.abs(offset(x))),
  tolerance: 0.05,
};
