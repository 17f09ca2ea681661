import { z } from 'zod';
import * as tf from '../tensors/tf.ts';
import { defineTestFunction, squareDomain } from './test-function.ts';

const settings = z.object({
  amplitude: z.number().min(0).default(10).describe('of the waves; 0 leaves the bowl'),
});

/** 2A + x² + y² − A(cos 2πx + cos 2πy). */
export const rastrigin = defineTestFunction({
  name: 'rastrigin',
  summary: 'a bowl under a lattice of holes',
  source: 'Rastrigin 1974; in two variables as Mühlenbein, Schomisch & Born 1991, Parallel Computing 17',
  settings,
  create({ amplitude }) {
    const along = (z: tf.Tensor) =>
      tf.add(tf.square(z), tf.mul(tf.sub(1, tf.cos(tf.mul(z, 2 * Math.PI))), amplitude));
    return {
      value: (x, y) => tf.add(along(x), along(y)),
      domain: squareDomain(5.12),
      minima: [[0, 0]],
      minimum: 0,
      start: [-3.4, 2.3],
    };
  },
});
