import { z } from 'zod';
import * as tf from '../../tensors/tf.ts';
import { mapTree } from '../../tensors/tree.ts';
import type { Params } from '../entry/optimizer.ts';
import { perMember } from '../members/per-member.ts';
import { stateless } from '../transforms/chain.ts';
import { squaredNorms } from '../transforms/tensor-norms.ts';

/** The settings of {@link clipTogether}. */
export const clipSettings = (byDefault: boolean) => ({
  clip_grad: z.boolean().default(byDefault).describe('clip the gradients of all tensors together'),
  clip_norm: z.number().positive().default(1).describe('to this norm, with clip_grad'),
});

/**
 * Shrinks all gradients together to a norm of at most `clip_norm`, by limit / max(norm, limit): nothing is added to the
 * norm. Where the norm is no number, the gradients stay as they are.
 */
export function clipTogether(
  members: readonly { readonly clip_grad: boolean; readonly clip_norm: number }[],
) {
  const limits = perMember(members, ({ clip_grad, clip_norm }) => ({
    limit: clip_grad ? clip_norm : Infinity,
  }));
  return stateless(
    (gradients, _params, context) => {
      if (members.every(({ clip_grad }) => !clip_grad)) return gradients;
      const { limit } = limits(context);
      const norm = tf.sqrt(tf.sum(squaredNorms(gradients), 2, true));
      const bounded = tf.add(tf.zerosLike(norm), limit);
      const fits = tf.logicalOr(tf.isNaN(norm), tf.lessEqual(norm, bounded));
      const factor = tf.where(fits, tf.onesLike(norm), tf.div(bounded, norm));
      return mapTree((gradient) => tf.mul(gradient, factor), gradients) as Params;
    },
    { elementwise: false },
  );
}

/** Keeps every number of the gradients within ± `limit`. */
export function clampGradients(limit: number) {
  return stateless((gradients) => mapTree((gradient) => tf.clipByValue(gradient, -limit, limit), gradients), {
    elementwise: true,
  });
}
