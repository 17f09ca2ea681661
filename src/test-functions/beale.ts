import { z } from 'zod';
import * as tf from '../tensors/tf.ts';
import { defineTestFunction, squareDomain } from './test-function.ts';

/** Σ (cᵢ − x + xyⁱ)² with c = 1.5, 2.25, 2.625. */
export const beale = defineTestFunction({
  name: 'beale',
  summary: 'a flat cross between high corners',
  source: 'Beale 1958, Princeton technical report 25; start of Moré, Garbow & Hillstrom 1981',
  settings: z.object({}),
  create: () => ({
    value(x, y) {
      const y2 = tf.square(y);
      const term = (target: number, power: tf.Tensor) =>
        tf.square(tf.add(tf.sub(target, x), tf.mul(x, power)));
      return tf.add(tf.add(term(1.5, y), term(2.25, y2)), term(2.625, tf.mul(y2, y)));
    },
    domain: squareDomain(4.5),
    minima: [[3, 0.5]],
    minimum: 0,
    start: [1, 1],
  }),
});
