import * as tf from '../../tensors/tf.ts';
import { mapTree } from '../../tensors/tree.ts';
import type { Params } from '../entry/optimizer.ts';
import { scaleTensors } from './tensor-norms.ts';

/** However few numbers of a tensor move, they move at most 1 / this times as far. */
const fewest = 1e-3;

/**
 * Updates without the numbers that go up the gradient or nowhere; the others of a tensor go the further, by one over their
 * share (Liang et al. 2024, arXiv 2411.16085).
 */
export function agreeing(updates: Params, gradients: Params): Params {
  const masks = mapTree(
    (update, gradient) => tf.cast(tf.less(tf.mul(update, gradient!), 0), 'float32'),
    updates,
    gradients,
  );
  const shares = tf.concat(
    Object.values(masks).map((mask) => tf.mean(mask, [1, 2], true)),
    2,
  );
  // Multiplied, not chosen: what is not a number shall not be hidden by a mask.
  return scaleTensors(mapTree(tf.mul, updates, masks), tf.div(1, tf.maximum(shares, fewest)));
}
