import { defineOp } from '../../tensors/op.ts';
import * as tf from '../../tensors/tf.ts';
import type { Coefficient } from '../members/per-member.ts';
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

/** Numbers of a member in a tensor `[P, …]`. */
export function countOf(tensor: tf.Tensor): number {
  return tensor.size / tensor.shape[0]!;
}

/**
 * standardized · (x - mean) / (std + eps) + raw · x for every row, with the sample standard deviation (n - 1).
 *
 * Means and deviations of all blocks are worked out side by side: there are few of them, so that what costs is the
 * number of operations.
 *
 * @param blocks each `[P, rows, n]`, n ≥ 2
 */
function standardizeRows(
  blocks: readonly tf.Tensor[],
  { eps, standardized, raw }: Mix,
): readonly tf.Tensor[] {
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

/** `[P, in, out]` → `[P, groups, size]` */
function cut(tensor: tf.Tensor, size: number): tf.Tensor {
  const members = tensor.shape[0]!;
  const count = countOf(tensor);
  const groups = Math.ceil(count / size);
  const missing = groups * size - count;
  const ordered = isMatrix(tensor.shape) ? tf.transpose(tensor, [0, 2, 1]) : tensor;
  const row = tf.reshape(ordered, [members, 1, count]);
  const no: [number, number] = [0, 0];
  const filled = missing === 0 ? row : tf.pad(row, [no, no, [0, missing]]);
  return tf.reshape(filled, [members, groups, size]);
}

/** The way back. */
function join(groups: tf.Tensor, shape: readonly number[]): tf.Tensor {
  const [members, inputs, outputs] = shape as [number, number, number];
  const count = inputs * outputs;
  const row = tf.reshape(groups, [members, 1, groups.size / members]);
  const whole = row.shape[2] === count ? row : tf.slice(row, [0, 0, 0], [members, 1, count]);
  if (!isMatrix(shape)) return tf.reshape(whole, [members, inputs, outputs]);
  return tf.transpose(tf.reshape(whole, [members, outputs, inputs]), [0, 2, 1]);
}

/** Only where both sides are longer than 1 does transposing move anything. */
function isMatrix([, inputs, outputs]: readonly number[]): boolean {
  return inputs! > 1 && outputs! > 1;
}

/** Tensors `[P, in, out]` under the numbers of their order; `sizes` are those of their groups. */
export const standardizeGroupsOp = defineOp<string, { readonly sizes: readonly number[]; readonly mix: Mix }>(
  {
    name: 'StandardizeGroups',
    formula(tensors, { sizes, mix }) {
      const list = Object.values(tensors);
      const groups = list.map((tensor, index) => cut(tensor, sizes[index]!));
      const standardized = standardizeRows(groups, mix);
      return list.map((tensor, index) => join(standardized[index]!, tensor.shape));
    },
  },
);

/**
 * Cuts every tensor into groups of neighbours and standardises each by itself.
 *
 * Neighbours are neighbours in the order of PyTorch, `[out, in]` row by row. The last group is filled up with zeros,
 * which count towards its mean and deviation.
 *
 * @param tensors each `[P, in, out]`
 * @param sizes how many numbers a group has, at least 2, for each tensor
 */
export function standardizeGroups(
  tensors: readonly tf.Tensor[],
  sizes: readonly number[],
  mix: Mix,
): readonly tf.Tensor[] {
  if (tensors.length === 0) return [];
  return standardizeGroupsOp(Object.fromEntries(tensors.entries()), { sizes, mix });
}
