import { memberSquaredNorm } from '../../tensors/member-norm.ts';
import * as tf from '../../tensors/tf.ts';
import { mapTree } from '../../tensors/tree.ts';
import type { Params } from '../entry/optimizer.ts';
import type { Coefficient } from '../members/per-member.ts';

/** The squared norms of all tensors side by side, `[P, 1, tensors]`: what follows costs one operation for all. */
export function squaredNorms(params: Params): tf.Tensor {
  return tf.concat(Object.values(params).map(memberSquaredNorm), 2);
}

/** Each tensor times its own entry of `factors`, `[P, 1, tensors]`. */
export function scaleTensors(params: Params, factors: tf.Tensor): Params {
  const names = Object.keys(params);
  const each = tf.split(factors, names.length, 2);
  return mapTree(tf.mul, params, Object.fromEntries(names.map((name, index) => [name, each[index]!])));
}

/** share / (√x + eps), what a tensor is multiplied by whose squared norm is x. */
export function inverseRoot(share: Coefficient, x: tf.Tensor, eps: Coefficient): tf.Tensor {
  return tf.div(share, tf.add(tf.sqrt(x), eps));
}
