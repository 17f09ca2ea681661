import * as tf from '../../tensors/tf.ts';
import type { Coefficient } from '../per-member.ts';
import { addScaled } from './weighted.ts';

/** How much of a standardised tensor, and how much of the tensor as it was, make the result. */
export interface Mix {
  readonly eps: Coefficient;
  readonly standardized: Coefficient;
  readonly raw: Coefficient;
}

/**
 * standardized · (x - mean) / (std + eps) + raw · x, with the sample standard deviation (n - 1).
 *
 * @param x `[P, …]`
 * @param axes what a mean is taken over, the members not among them; at least 2 entries together.
 */
export function standardize(x: tf.Tensor, axes: number[], { eps, standardized, raw }: Mix): tf.Tensor {
  const count = axes.reduce((product, axis) => product * x.shape[axis]!, 1);
  const centered = tf.sub(x, tf.div(tf.sum(x, axes, true), count));
  const variance = tf.div(tf.sum(tf.square(centered), axes, true), count - 1);
  const factor = tf.div(standardized, tf.add(tf.sqrt(variance), eps));
  return addScaled(tf.mul(centered, factor), x, raw);
}

/** The settings that decide a {@link Mix}, as MILO names them. */
export interface MixSettings {
  readonly eps: number;
  readonly scale_aware: boolean;
  readonly scale_factor: number;
}

/** Scale-aware: `scale_factor` of the gradient as it was and the rest standardised; else all standardised. */
export function mixOf({ eps, scale_aware, scale_factor }: MixSettings) {
  const raw = scale_aware ? scale_factor : 0;
  return { eps, raw, standardized: 1 - raw };
}
