import { z } from 'zod';
import * as tf from '../../tensors/tf.ts';
import type { UpdateChange } from '../entry/optimizer.ts';
import type { Coefficient } from '../members/per-member.ts';

/** Settings of rules whose learning rate follows from an estimate of how far the solution is from the start. */
export const distanceSettings = {
  d0: z.number().positive().default(1e-6).describe('the distance to begin with'),
  growth_rate: z
    .number()
    .min(1)
    .nullable()
    .default(null)
    .describe('how many times larger an update may make the distance; none: any'),
};

/** The larger of a distance and an estimate of it, but at most `growth` times the distance. All `[P, 1, 1]`. */
export function grownDistance(distance: tf.Tensor, estimate: tf.Tensor, growth: Coefficient): tf.Tensor {
  const largest = tf.maximum(distance, estimate);
  return growth === Infinity ? largest : tf.minimum(largest, tf.mul(distance, growth));
}

/** Refuses decay by `lr`, which is no learning rate of such a rule. @param instead what to write. */
export function refusesDecayByRate(instead: string) {
  return (change: UpdateChange): string | undefined =>
    change === 'shift'
      ? `its learning rate is lr times what it finds, which is not seen from outside; write ${instead}`
      : undefined;
}
