import { z } from 'zod';
import * as tf from '../tensors/tf.ts';
import { defineTestFunction, squareDomain } from './test-function.ts';

/** 1 − exp(−(x² + y²)/2): at the corners of the domain the slope is below 10⁻⁶. */
export const plateau = defineTestFunction({
  name: 'plateau',
  summary: 'a dip in a plain whose slope all but vanishes',
  source: 'a Gaussian turned upside down, as foxholes and local optima of many benchmarks are made of',
  settings: z.object({}),
  create: () => ({
    value: (x, y) => tf.sub(1, tf.exp(tf.div(tf.add(tf.square(x), tf.square(y)), -2))),
    domain: squareDomain(4),
    minima: [[0, 0]],
    minimum: 0,
    start: [-2.6, 2],
  }),
});
