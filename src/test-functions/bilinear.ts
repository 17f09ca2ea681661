import { z } from 'zod';
import * as tf from '../tensors/tf.ts';
import { defineTestFunction, squareDomain } from './test-function.ts';

/** min over x, max over y of xy. Simultaneous gradient descent–ascent spirals away from the equilibrium. */
export const bilinear = defineTestFunction({
  name: 'bilinear',
  summary: 'a game: x makes xy small while y makes it large; plain gradients spiral outwards',
  source: 'Daskalakis et al. 2018, Training GANs with Optimism (arXiv:1711.00141), section 2',
  settings: z.object({}),
  create: () => ({
    value: (x, y) => tf.mul(x, y),
    domain: squareDomain(2),
    minima: [[0, 0]],
    minimum: 0,
    start: [1, 1],
    game: true,
  }),
});
