import { z } from 'zod';
import * as tf from '../tensors/tf.ts';
import { defineTestFunction, squareDomain } from './test-function.ts';

const settings = z.object({
  steepness: z.number().positive().default(100).describe('of the walls of the valley'),
});

/** (1 − x)² + b(y − x²)², from Rosenbrock's own start. */
export const rosenbrock = defineTestFunction({
  name: 'rosenbrock',
  summary: 'a bent valley with steep walls and a flat floor',
  source: 'Rosenbrock 1960, The Computer Journal 3(3)',
  settings,
  create: ({ steepness }) => ({
    value: (x, y) => tf.add(tf.square(tf.sub(1, x)), tf.mul(tf.square(tf.sub(y, tf.square(x))), steepness)),
    domain: squareDomain(2.048),
    minima: [[1, 1]],
    minimum: 0,
    start: [-1.2, 1],
  }),
});
