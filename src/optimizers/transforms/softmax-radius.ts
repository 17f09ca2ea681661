import * as tf from '../../tensors/tf.ts';
import type { OutputSlopes } from '../entry/optimizer.ts';
import type { Coefficient } from '../members/per-member.ts';

/**
 * How far one may go along a direction until the logarithm of some softmax, as a function of complex steps, may have a
 * singularity: ρ = π / (Δ + 1e-12), where Δ is the largest spread of the logits' derivatives, max − min over the outputs,
 * that a sample has.
 *
 * @param quantiles of the samples' spreads in place of the largest, by linear interpolation: 1 is the largest. One for all
 * members, or one each.
 * @returns `[P, 1, 1]`
 */
export function softmaxRadius({ slopes, counts }: OutputSlopes, quantiles: Coefficient): tf.Tensor {
  // Samples that only fill up have spread 0: no spread is smaller.
  const spreads = tf.sub(tf.max(slopes, 2), tf.min(slopes, 2));
  const delta = quantiles === 1 ? tf.max(spreads, 1) : quantile(spreads, counts, quantiles);
  return tf.div(Math.PI, tf.add(tf.reshape(delta, [-1, 1, 1]), 1e-12));
}

/** Of each member's spreads, `[P, B]` → `[P]`; those that only fill up lie behind all others. */
function quantile(spreads: tf.Tensor, counts: tf.Tensor, quantiles: Coefficient): tf.Tensor {
  const count = spreads.shape[1]!;
  const sorted = tf.topk(spreads, count, true).values;
  const samples = tf.sum(counts, 1, true);
  const place = tf.reshape(tf.mul(tf.sub(samples, 1), tf.sub(1, quantiles)), [-1, 1]);
  // Places between two samples take something of both.
  const shares = tf.relu(tf.sub(1, tf.abs(tf.sub(tf.range(0, count, 1), place))));
  return tf.sum(tf.mul(sorted, shares), 1);
}
