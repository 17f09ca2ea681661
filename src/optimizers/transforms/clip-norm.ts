import { memberSquaredNorm } from '../../tensors/member-norm.ts';
import * as tf from '../../tensors/tf.ts';
import type { Optimizer } from '../entry/optimizer.ts';
import { type LayerMapping, layersOf } from '../layout/layers.ts';
import { perMember } from '../members/per-member.ts';
import { identity, type NoState, stateless } from './chain.ts';

/**
 * Shrinks each layer on its own to a norm of at most about `clip_norm` (null: any), in the arithmetic of
 * `torch.nn.utils.clip_grad_norm_` called on the layer's tensors: factor min(1, clip_norm / (norm + eps)).
 *
 * The usual clipping, by the norm of all tensors, is this on all of them joined (`flatten`).
 *
 * @param members eps is 1e-6, as PyTorch's, where it is not said.
 */
export function clipNorms(
  members: readonly { readonly clip_norm: number | null; readonly eps?: number }[],
  mapping: LayerMapping,
): Optimizer<NoState> {
  if (members.every((member) => member.clip_norm === null)) return identity;
  const coefficients = perMember(members, ({ clip_norm, eps = 1e-6 }) => ({
    limit: clip_norm ?? Infinity,
    eps,
  }));
  return stateless(
    (gradients, _params, context) => {
      const { limit, eps } = coefficients(context);
      const layers = layersOf(Object.keys(gradients), mapping);
      const squares = layers.map((names) =>
        tf.addN(names.map((name) => memberSquaredNorm(gradients[name]!))),
      );
      const norms = tf.sqrt(tf.concat(squares, 2));
      const factors = tf.split(tf.minimum(tf.div(limit, tf.add(norms, eps)), 1), layers.length, 2);
      const clipped = layers.flatMap((names, layer) =>
        names.map((name) => [name, tf.mul(gradients[name]!, factors[layer]!)] as const),
      );
      // In the order that they came in.
      return { ...gradients, ...Object.fromEntries(clipped) };
    },
    { elementwise: false },
  );
}
