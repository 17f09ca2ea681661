import * as tf from '../../tensors/tf.ts';
import type { Coefficient } from '../per-member.ts';
import { addScaled } from './weighted.ts';

/** How much of what was standardised, and how much of what was there before, make the result. */
export interface Mix {
  readonly eps: Coefficient;
  readonly standardized: Coefficient;
  readonly raw: Coefficient;
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

/**
 * standardized · (x - mean) / (std + eps) + raw · x for every row, with the sample standard deviation (n - 1).
 *
 * Means and deviations of all blocks are worked out side by side: there are few of them, so that what costs is the
 * number of operations.
 *
 * @param blocks each `[P, rows, n]`, n ≥ 2
 */
export function standardizeRows(
  blocks: readonly tf.Tensor[],
  { eps, standardized, raw }: Mix,
): readonly tf.Tensor[] {
  if (blocks.length === 0) return [];
  const rows = blocks.map(({ shape }) => shape[1]!);
  const lengths = blocks.flatMap(({ shape }) => new Array<number>(shape[1]!).fill(shape[2]!));
  const counts = tf.tensor(lengths, [1, lengths.length, 1]);
  const sideBySide = (parts: tf.Tensor[]) => tf.concat(parts, 1);
  const sums = sideBySide(blocks.map((block) => tf.sum(block, 2, true)));
  const means = tf.split(tf.div(sums, counts), rows, 1);
  const centered = blocks.map((block, index) => tf.sub(block, means[index]!));
  const squares = sideBySide(centered.map((block) => tf.sum(tf.square(block), 2, true)));
  const variances = tf.div(squares, tf.sub(counts, 1));
  const factors = tf.split(tf.div(standardized, tf.add(tf.sqrt(variances), eps)), rows, 1);
  return blocks.map((block, index) => addScaled(tf.mul(centered[index]!, factors[index]!), block, raw));
}
