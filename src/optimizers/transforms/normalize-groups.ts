import * as tf from '../../tensors/tf.ts';
import type { Optimizer } from '../optimizer.ts';
import { common, perMember } from '../per-member.ts';
import { type NoState, stateless } from './chain.ts';
import { type MixSettings, mixOf, standardizeRows } from './standardize.ts';

/**
 * Cuts each tensor into groups of neighbours and standardises every group by itself; `layer_wise=false` of MILO.
 *
 * Neighbours are neighbours in the order of PyTorch, `[out, in]` row by row. The last group is filled up with zeros,
 * which count towards its mean and deviation. A tensor of one number, or cut into groups of one, stays as it is.
 */
export function normalizeGroups(
  members: readonly (MixSettings & { readonly group_size: number | null })[],
): Optimizer<NoState> {
  const groupSize = common(members, 'group_size');
  const coefficients = perMember(members, mixOf);
  return stateless(
    (gradients, _params, context) => {
      const tensors = Object.entries(gradients)
        .map(([name, tensor]) => ({ name, tensor, size: groupSize ?? defaultGroupSize(countOf(tensor)) }))
        .filter(({ tensor, size }) => size > 1 && countOf(tensor) > 1);
      const groups = tensors.map(({ tensor, size }) => cut(tensor, size));
      const normalized = standardizeRows(groups, coefficients(context));
      const joined = tensors.map(({ name, tensor }, index) => [name, join(normalized[index]!, tensor.shape)]);
      return { ...gradients, ...Object.fromEntries(joined) };
    },
    { elementwise: false },
  );
}

function countOf(tensor: tf.Tensor): number {
  return tensor.size / tensor.shape[0]!;
}

/** About as many groups as there are numbers in each. */
function defaultGroupSize(count: number): number {
  return Math.ceil(count / Math.floor(Math.sqrt(count)));
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
