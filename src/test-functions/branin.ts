import { z } from 'zod';
import * as tf from '../tensors/tf.ts';
import { defineTestFunction } from './test-function.ts';

/** (y − 5.1x²/4π² + 5x/π − 6)² + 10(1 − 1/8π) cos x + 10. */
export const branin = defineTestFunction({
  name: 'branin',
  summary: 'three minima of equal depth',
  source: 'Branin 1972, IBM Journal of Research and Development 16(5)',
  settings: z.object({}),
  create: () => ({
    value(x, y) {
      const bent = tf.sub(tf.mul(x, 5 / Math.PI), tf.mul(tf.square(x), 5.1 / (4 * Math.PI ** 2)));
      const wave = tf.mul(tf.cos(x), 10 * (1 - 1 / (8 * Math.PI)));
      return tf.add(tf.add(tf.square(tf.sub(tf.add(y, bent), 6)), wave), 10);
    },
    domain: { x: [-5, 10], y: [0, 15] },
    minima: [
      [-Math.PI, 12.275],
      [Math.PI, 2.275],
      [3 * Math.PI, 2.475],
    ],
    minimum: 0.397887357729738,
    start: [5, 13],
  }),
});
