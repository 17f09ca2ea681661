import { z } from 'zod';
import * as tf from '../../tensors/tf.ts';
import type { Coefficient } from '../members/per-member.ts';

/** The setting `hyper_clip` of rules that learn their hyper-parameters; null: no bound. */
export function hyperClip(byDefault: number | null, origin: string) {
  return z
    .number()
    .positive()
    .nullable()
    .default(byDefault)
    .describe(`bound of the size of each hypergradient; none: no bound; default: ${origin}`);
}

/** x, between -limit and limit. */
export function clampSize(x: tf.Tensor, limit: Coefficient): tf.Tensor {
  if (limit === Infinity) return x;
  return tf.maximum(tf.minimum(x, limit), tf.neg(limit));
}
