import { memberNorm, memberSquaredNorm } from '../../tensors/member-norm.ts';
import * as tf from '../../tensors/tf.ts';
import { mapTree } from '../../tensors/tree.ts';
import type { Optimizer } from '../optimizer.ts';
import { perMember } from '../per-member.ts';
import { identity, type NoState, stateless } from './chain.ts';

/**
 * Shrinks each tensor on its own to a norm of at most about `clip_norm` (null: any), in the arithmetic of
 * `torch.nn.utils.clip_grad_norm_` called on one tensor. This is not the usual clipping by the norm of all tensors.
 */
export function clipTensorNorm(
  members: readonly { readonly clip_norm: number | null }[],
): Optimizer<NoState> {
  if (members.every((member) => member.clip_norm === null)) return identity;
  const coefficients = perMember(members, ({ clip_norm }) => ({ limit: clip_norm ?? Infinity }));
  return stateless(
    (gradients, _params, context) => {
      const { limit } = coefficients(context);
      return mapTree((gradient) => {
        const ratio = tf.div(limit, tf.add(memberNorm(gradient), 1e-6));
        return tf.mul(gradient, tf.minimum(ratio, 1));
      }, gradients);
    },
    { elementwise: false },
  );
}

/**
 * Shrinks the gradients of all tensors together to a norm of at most `max_grad_norm` (0: any), with eps added to the norm
 * as Adan's authors have it.
 */
export function clipGlobalNorm(
  members: readonly { readonly max_grad_norm: number; readonly eps: number }[],
): Optimizer<NoState> {
  if (members.every((member) => member.max_grad_norm === 0)) return identity;
  const coefficients = perMember(members, ({ max_grad_norm, eps }) => ({
    limit: max_grad_norm === 0 ? Infinity : max_grad_norm,
    eps,
  }));
  return stateless(
    (gradients, _params, context) => {
      const { limit, eps } = coefficients(context);
      const norm = tf.sqrt(tf.addN(Object.values(gradients).map(memberSquaredNorm)));
      const factor = tf.minimum(tf.div(limit, tf.add(norm, eps)), 1);
      return mapTree((gradient) => tf.mul(gradient, factor), gradients);
    },
    { elementwise: false },
  );
}
