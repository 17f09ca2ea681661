import { defineOp } from '../../tensors/op.ts';
import * as tf from '../../tensors/tf.ts';
import { mapTree, type TensorTree } from '../../tensors/tree.ts';
import type { Params } from '../entry/optimizer.ts';
import type { Coefficient } from '../members/per-member.ts';

/** coefficient · x, and no operation where that is x. */
export function scale(x: tf.Tensor, coefficient: Coefficient): tf.Tensor {
  return coefficient === 1 ? x : tf.mul(x, coefficient);
}

/** x + coefficient · y, and no operation where that is x. */
export function addScaled(x: tf.Tensor, y: tf.Tensor, coefficient: Coefficient): tf.Tensor {
  return coefficient === 0 ? x : tf.add(x, scale(y, coefficient));
}

/** keep · memory + take · news, of tensors of one shape. */
export const blendOp = defineOp<
  'memory' | 'news',
  { readonly keep: Coefficient; readonly take: Coefficient }
>({
  name: 'Blend',
  formula: ({ memory, news }, { keep, take }) => [tf.add(tf.mul(memory, keep), tf.mul(news, take))],
});

/**
 * keep · memory + take · news, leaf by leaf: a moving average where keep + take = 1, a sum that fades where take = 1.
 * Both weights come from the host, because 1 - β in double precision is not 1 - β in that of the tensors.
 */
export function blend<T extends TensorTree>(
  memory: T,
  keep: Coefficient,
  news: TensorTree,
  take: Coefficient,
): T {
  if (take === 0) return mapTree((old) => scale(old, keep), memory);
  return mapTree((old, fresh) => blendOp({ memory: old, news: fresh! }, { keep, take })[0]!, memory, news);
}

/** Memories of gradients, each a tensor of every parameter, or of none: what is not kept becomes 0, as in {@link zeros}. */
export function forgetIn<T extends Readonly<Record<string, Params>>>(memories: T, kept: Params): T {
  const entries = Object.entries(memories).map(([name, memory]) => [name, mapTree(tf.mul, memory, kept)]);
  return Object.fromEntries(entries) as T;
}

/** A memory that holds nothing yet. */
export function zeros(params: Params): Params {
  return mapTree((param) => tf.zerosLike(param), params);
}
