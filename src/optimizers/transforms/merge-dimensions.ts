import * as tf from '../../tensors/tf.ts';
import type { TensorTree } from '../../tensors/tree.ts';
import type { Optimizer, Params } from '../entry/optimizer.ts';
import { mapNames } from './map-names.ts';

/** The shape of a matrix, as one row where that is not longer than allowed or where it has but one row or column. */
export function mergedShape([rows, columns]: readonly [number, number], longest: number): [number, number] {
  const length = rows * columns;
  return length <= longest || rows === 1 || columns === 1 ? [1, length] : [rows, columns];
}

/** Runs a rule on matrices of few numbers as if they were vectors, `[P, in, out]` as `[P, 1, in · out]`. */
export function mergeDimensions<S extends TensorTree>(longest: number, inner: Optimizer<S>): Optimizer<S> {
  const merged = (tree: Params): Params =>
    mapNames(tree, (each) => {
      const [members, rows, columns] = each.shape as [number, number, number];
      return tf.reshape(each, [members, ...mergedShape([rows, columns], longest)]);
    });
  return {
    elementwise: false,
    init: (params) => inner.init(merged(params)),
    update(gradients, state, params, step) {
      const made = inner.update(merged(gradients), state, merged(params), step);
      const updates = mapNames(made.updates, (update, name) => tf.reshape(update, params[name]!.shape));
      return { updates, state: made.state };
    },
  };
}
