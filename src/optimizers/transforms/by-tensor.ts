import * as tf from '../../tensors/tf.ts';
import type { Params } from '../entry/optimizer.ts';

/**
 * What a rule has to report of every tensor, `[P, 1, tensors]`, as one quantity each: `noise_factor.actor.0.kernel`. Where
 * all tensors are joined to one, the quantity's name alone.
 */
export function byTensor(quantity: string, names: readonly string[], values: tf.Tensor): Params {
  if (names.length === 1) return { [names[0] === 'vector' ? quantity : `${quantity}.${names[0]}`]: values };
  const parts = tf.split(values, names.length, 2);
  return Object.fromEntries(names.map((name, index) => [`${quantity}.${name}`, parts[index]!]));
}
