import * as tf from '../../tensors/tf.ts';
import { mapTree } from '../../tensors/tree.ts';
import type { Optimizer } from '../optimizer.ts';
import { common, perMember } from '../per-member.ts';
import { type NoState, stateless } from './chain.ts';
import { type Mix, type MixSettings, mixOf, standardize } from './standardize.ts';

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
      const mix = coefficients(context);
      return mapTree((gradient) => normalizeTensor(gradient, groupSize, mix), gradients);
    },
    { elementwise: false },
  );
}

function normalizeTensor(x: tf.Tensor, groupSize: number | null, mix: Mix): tf.Tensor {
  const [members, inputs, outputs] = x.shape as [number, number, number];
  const count = inputs * outputs;
  const size = groupSize ?? Math.ceil(count / Math.floor(Math.sqrt(count)));
  if (size < 2 || count < 2) return x;

  const groups = Math.ceil(count / size);
  const missing = groups * size - count;
  const isMatrix = inputs > 1 && outputs > 1;
  const rows = tf.reshape(isMatrix ? tf.transpose(x, [0, 2, 1]) : x, [members, 1, count]);
  const filled =
    missing === 0
      ? rows
      : tf.pad(rows, [
          [0, 0],
          [0, 0],
          [0, missing],
        ]);
  const normalized = standardize(tf.reshape(filled, [members, groups, size]), [2], mix);
  const cut = tf.slice(tf.reshape(normalized, [members, 1, groups * size]), [0, 0, 0], [members, 1, count]);
  return isMatrix
    ? tf.transpose(tf.reshape(cut, [members, outputs, inputs]), [0, 2, 1])
    : tf.reshape(cut, x.shape);
}
