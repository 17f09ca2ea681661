import { z } from 'zod';
import * as tf from '../tensors/tf.ts';
import { defineTestFunction, squareDomain } from './test-function.ts';

/** (x² + y − 11)² + (x + y² − 7)²: four minima of equal depth. Domain and start are those of MILO's loss maps. */
export const himmelblau = defineTestFunction({
  name: 'himmelblau',
  summary: 'four minima of equal depth, (x² + y − 11)² + (x + y² − 7)²',
  source: 'Himmelblau 1972, Applied Nonlinear Programming; domain and start of Logan-Cole-Luna/Milo',
  settings: z.object({}),
  create: () => ({
    value: (x, y) =>
      tf.add(tf.square(tf.sub(tf.add(tf.square(x), y), 11)), tf.square(tf.sub(tf.add(x, tf.square(y)), 7))),
    domain: squareDomain(6),
    minima: [
      [3, 2],
      [-2.805118086952745, 3.131312518250573],
      [-3.779310253377747, -3.28318599128617],
      [3.584428340330492, -1.848126526964404],
    ],
    minimum: 0,
    start: [0, 0],
  }),
});
