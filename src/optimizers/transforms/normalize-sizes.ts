import * as tf from '../../tensors/tf.ts';
import { mapTree } from '../../tensors/tree.ts';
import { stateless } from './chain.ts';

/** Each tensor over its own root mean square. */
export const normalizeSizes = stateless(
  (gradients) =>
    mapTree((gradient) => {
      const meanSquare = tf.mean(tf.square(gradient), [1, 2], true);
      return tf.div(gradient, tf.add(tf.sqrt(meanSquare), 1e-30));
    }, gradients),
  { elementwise: false },
);
