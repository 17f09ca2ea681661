import { defineOp } from '../tensors/op.ts';
import * as tf from '../tensors/tf.ts';

export const clipNormOp = defineOp<'gradient', { readonly limit: number }>({
  name: 'ClipNorm',
  formula({ gradient }, { limit }) {
    const norm = tf.sqrt(tf.sum(tf.square(gradient), 2, true));
    return [tf.mul(gradient, tf.minimum(tf.div(limit, tf.add(norm, 1e-6)), 1))];
  },
});

/**
 * Scales each member's gradient down to a norm of at most `limit`, as torch's clip_grad_norm_ over all parameters:
 * factor min(1, limit / (norm + 1e-6)).
 */
export function clipByGlobalNorm(gradient: tf.Tensor, limit: number | null): tf.Tensor {
  return limit === null ? gradient : clipNormOp({ gradient }, { limit })[0]!;
}
