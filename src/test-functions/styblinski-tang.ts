import { z } from 'zod';
import * as tf from '../tensors/tf.ts';
import { defineTestFunction, squareDomain } from './test-function.ts';

/** Where each variable is best: the lowest root of 4z³ − 32z + 5. */
const best = -2.903534027771177;

/** ½ Σ (z⁴ − 16z² + 5z). */
export const styblinskiTang = defineTestFunction({
  name: 'styblinski-tang',
  aliases: ['styblinski_tang'],
  summary: 'four minima, one of them the deepest',
  source: 'Styblinski & Tang 1990, Neural Networks 3(4)',
  settings: z.object({}),
  create() {
    const along = (z: tf.Tensor) => {
      const z2 = tf.square(z);
      return tf.add(tf.sub(tf.square(z2), tf.mul(z2, 16)), tf.mul(z, 5));
    };
    return {
      value: (x, y) => tf.div(tf.add(along(x), along(y)), 2),
      domain: squareDomain(5),
      minima: [[best, best]],
      minimum: -78.33233140754282,
      start: [-0.2, -4.5],
    };
  },
});
