import { z } from 'zod';
import * as tf from '../tensors/tf.ts';
import { defineTestFunction, squareDomain } from './test-function.ts';

/** (4 − 2.1x² + x⁴/3)x² + xy + (4y² − 4)y². Domain and start are those of MILO's loss maps. */
export const camel6 = defineTestFunction({
  name: 'camel6',
  summary: 'the six-hump camel: two deepest minima and four that are not',
  source: 'Dixon & Szegő 1978, Towards Global Optimisation 2; domain and start of Logan-Cole-Luna/Milo',
  settings: z.object({}),
  create: () => ({
    value(x, y) {
      const [x2, y2] = [tf.square(x), tf.square(y)];
      const alongX = tf.add(tf.sub(4, tf.mul(x2, 2.1)), tf.div(tf.square(x2), 3));
      const alongY = tf.sub(tf.mul(y2, 4), 4);
      return tf.add(tf.add(tf.mul(alongX, x2), tf.mul(x, y)), tf.mul(alongY, y2));
    },
    domain: squareDomain(3),
    minima: [
      [0.08984201368301331, -0.7126564032704135],
      [-0.08984201368301331, 0.7126564032704135],
    ],
    minimum: -1.031628453489877,
    start: [-1, -2.8],
  }),
});
