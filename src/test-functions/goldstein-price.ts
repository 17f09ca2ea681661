import { z } from 'zod';
import * as tf from '../tensors/tf.ts';
import { defineTestFunction, squareDomain } from './test-function.ts';

/** The product of two polynomials of degree four; values span six powers of ten. */
export const goldsteinPrice = defineTestFunction({
  name: 'goldstein-price',
  aliases: ['goldstein_price'],
  summary: 'one deepest of four minima, under walls of a million',
  source: 'Goldstein & Price 1971, Mathematics of Computation 25(115)',
  settings: z.object({}),
  create: () => ({
    value(x, y) {
      /** c₀ + c₁x + c₂x² + c₃y + c₄xy + c₅y² */
      const quadratic = (c: readonly number[]) =>
        [x, tf.square(x), y, tf.mul(x, y), tf.square(y)]
          .map((term, index) => tf.mul(term, c[index + 1]!))
          .reduce((sum, term) => tf.add(sum, term), tf.scalar(c[0]!));
      const first = tf.mul(tf.square(tf.add(tf.add(x, y), 1)), quadratic([19, -14, 3, -14, 6, 3]));
      const second = tf.mul(
        tf.square(tf.sub(tf.mul(x, 2), tf.mul(y, 3))),
        quadratic([18, -32, 12, 48, -36, 27]),
      );
      return tf.mul(tf.add(first, 1), tf.add(second, 30));
    },
    domain: squareDomain(2),
    minima: [[0, -1]],
    minimum: 3,
    start: [-1.5, 0.5],
  }),
});
