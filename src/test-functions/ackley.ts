import { z } from 'zod';
import * as tf from '../tensors/tf.ts';
import { defineTestFunction, squareDomain } from './test-function.ts';

/** Under the root, so that the slope at the very bottom, a corner, is 0 and not 0/0. */
const tiny = 1e-30;

/** 20 + e − 20 exp(−0.2 √((x² + y²)/2)) − exp((cos 2πx + cos 2πy)/2). */
export const ackley = defineTestFunction({
  name: 'ackley',
  summary: 'a funnel under waves, with a sharp bottom',
  source: 'Ackley 1987, A Connectionist Machine for Genetic Hillclimbing',
  settings: z.object({}),
  create: () => ({
    value(x, y) {
      const distance = tf.sqrt(tf.maximum(tf.div(tf.add(tf.square(x), tf.square(y)), 2), tiny));
      const wave = (z: tf.Tensor) => tf.cos(tf.mul(z, 2 * Math.PI));
      const funnel = tf.mul(tf.exp(tf.mul(distance, -0.2)), 20);
      const waves = tf.exp(tf.div(tf.add(wave(x), wave(y)), 2));
      return tf.sub(20 + Math.E, tf.add(funnel, waves));
    },
    domain: squareDomain(5),
    minima: [[0, 0]],
    minimum: 0,
    start: [3.3, -2.4],
  }),
});
