import { z } from 'zod';
import * as tf from '../tensors/tf.ts';
import { defineTestFunction, squareDomain } from './test-function.ts';

/** x²/2 + y⁴/4 − y²/2: a saddle in the middle, a minimum at either side. The start is almost on its ridge. */
export const saddle = defineTestFunction({
  name: 'saddle',
  summary: 'a saddle point between two minima, begun almost on its ridge',
  source: 'Nesterov 2004, Introductory Lectures on Convex Optimization, section 1.2.3',
  settings: z.object({}),
  create: () => ({
    value(x, y) {
      const y2 = tf.square(y);
      return tf.add(tf.div(tf.square(x), 2), tf.sub(tf.div(tf.square(y2), 4), tf.div(y2, 2)));
    },
    domain: squareDomain(2),
    minima: [
      [0, 1],
      [0, -1],
    ],
    minimum: -0.25,
    start: [1.7, 0.001],
  }),
});
