import * as tf from '../../tensors/tf.ts';
import type { Params } from '../entry/optimizer.ts';
import type { Coefficient } from './per-member.ts';

/** A number for every member to keep in a state, `[P, 1, 1]`. @param params of the members that there are. */
export function memberScalar(params: Params, value: Coefficient): tf.Tensor {
  const [any] = Object.values(params);
  return tf.add(tf.zeros([any!.shape[0]!, 1, 1]), value);
}
