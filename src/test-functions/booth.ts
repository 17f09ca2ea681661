import { z } from 'zod';
import * as tf from '../tensors/tf.ts';
import { defineTestFunction, squareDomain } from './test-function.ts';

/** (x + 2y − 7)² + (2x + y − 5)²: a quadratic, nine times as steep one way as the other. */
export const booth = defineTestFunction({
  name: 'booth',
  summary: 'a tilted bowl, nine times as curved one way as the other',
  source: 'Booth 1955, Numerical Methods; as in Jamil & Yang 2013, arXiv:1308.4008',
  settings: z.object({}),
  create: () => ({
    value: (x, y) =>
      tf.add(tf.square(tf.sub(tf.add(x, tf.mul(y, 2)), 7)), tf.square(tf.sub(tf.add(tf.mul(x, 2), y), 5))),
    domain: squareDomain(10),
    minima: [[1, 3]],
    minimum: 0,
    start: [-8, -5],
  }),
});
