import * as tf from '../../tensors/tf.ts';
import { mapTree } from '../../tensors/tree.ts';
import type { Optimizer, Params } from '../entry/optimizer.ts';
import { perMember } from '../members/per-member.ts';
import { blend, forgetIn, zeros } from './weighted.ts';

/**
 * Gradients times the root mean square of the updates made of them so far over their own, so that steps have the unit of
 * the parameters (Zeiler 2012, arXiv 1212.5701, algorithm 1); eps is added inside both roots.
 */
export function scaleByAdadelta(
  members: readonly { readonly rho: number; readonly eps: number }[],
): Optimizer<{ readonly meanSquare: Params; readonly meanSquareUpdate: Params }> {
  const coefficients = perMember(members, ({ rho, eps }) => ({ keep: rho, take: 1 - rho, eps }));
  return {
    elementwise: true,
    init: (params) => ({ meanSquare: zeros(params), meanSquareUpdate: zeros(params) }),
    forget: forgetIn,
    update(gradients, state, _params, context) {
      const { keep, take, eps } = coefficients(context);
      const root = (square: tf.Tensor) => tf.sqrt(tf.add(square, eps));
      const meanSquare = blend(state.meanSquare, keep, mapTree(tf.square, gradients), take);
      const updates = mapTree(
        (gradient, square, updateSquare) => tf.mul(tf.div(root(updateSquare), root(square)), gradient),
        gradients,
        meanSquare,
        state.meanSquareUpdate,
      );
      const meanSquareUpdate = blend(state.meanSquareUpdate, keep, mapTree(tf.square, updates), take);
      return { updates, state: { meanSquare, meanSquareUpdate } };
    },
  };
}
