import type * as tf from '../../tensors/tf.ts';
import type { Params } from '../entry/optimizer.ts';

/** The tensors that a function of all of them makes, under the names of those they were made from. */
export function mapTensors(
  params: Params,
  fn: (tensors: readonly tf.Tensor[]) => readonly tf.Tensor[],
): Params {
  const made = fn(Object.values(params));
  return Object.fromEntries(Object.keys(params).map((name, index) => [name, made[index]!]));
}
