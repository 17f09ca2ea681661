import * as tf from '../../tensors/tf.ts';
import type { DeviceMinibatch } from './minibatch.ts';
import type { MinibatchGroup } from './minibatch-groups.ts';

/**
 * A minibatch in parts of at most so many rows, in their order: a row comes into the same part whoever else is in the
 * population. A group that has no rows left has one that counts nothing.
 */
export function rowsInParts(
  groups: readonly MinibatchGroup[],
  most: number,
): readonly (readonly MinibatchGroup[])[] {
  const rows = Math.max(...groups.map(({ batch }) => batch.weights.shape[1]!));
  const starts = [0];
  while (starts.at(-1)! + most < rows) starts.push(starts.at(-1)! + most);
  return starts.map((from) =>
    groups.map(({ members, batch }) => ({ members, batch: rowsOf(batch, from, most) })),
  );
}

function rowsOf(batch: DeviceMinibatch, from: number, most: number): DeviceMinibatch {
  const rows = batch.weights.shape[1]!;
  if (from === 0 && rows <= most) return batch;
  const isEmpty = from >= rows;
  const start = isEmpty ? rows - 1 : from;
  const length = Math.min(most, rows - start);
  const own = Object.fromEntries(
    Object.entries(batch).map(([name, column]: [string, unknown]) => [
      name,
      column instanceof tf.Tensor
        ? tf.slice(column, [0, start], [column.shape[0]!, isEmpty ? 1 : length])
        : column,
    ]),
  ) as unknown as DeviceMinibatch;
  const weights = isEmpty ? tf.zerosLike(own.weights) : own.weights;
  return { ...own, weights, mean: (x) => tf.sum(tf.mul(x, weights), 1) };
}
