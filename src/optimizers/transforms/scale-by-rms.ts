import * as tf from '../../tensors/tf.ts';
import { mapTree } from '../../tensors/tree.ts';
import type { Optimizer, Params } from '../entry/optimizer.ts';
import { common, perMember } from '../members/per-member.ts';
import { overRoot } from './moments.ts';
import { blend, forgetIn, zeros } from './weighted.ts';

/**
 * Gradients divided by the root of the moving average of their squares, not corrected for having started at zero; eps is
 * added after the root, as in `torch.optim.RMSprop`. Centred, the variance takes the place of the mean square.
 */
export function scaleByRms(
  members: readonly { readonly alpha: number; readonly eps: number; readonly centered: boolean }[],
): Optimizer<{ readonly meanSquare: Params; readonly mean: Params }> {
  const centered = common(members, 'centered');
  const coefficients = perMember(members, ({ alpha, eps }) => ({ keep: alpha, take: 1 - alpha, eps }));
  return {
    elementwise: true,
    init: (params) => ({ meanSquare: zeros(params), mean: centered ? zeros(params) : {} }),
    forget: forgetIn,
    update(gradients, state, _params, context) {
      const { keep, take, eps } = coefficients(context);
      const meanSquare = blend(state.meanSquare, keep, mapTree(tf.square, gradients), take);
      const mean = blend(state.mean, keep, gradients, take);
      const spread = centered ? mapTree(variance, meanSquare, mean) : meanSquare;
      return { updates: overRoot(gradients, spread, eps), state: { meanSquare, mean } };
    },
  };
}

/** Rounding may leave the difference below zero, where the root is not a number. */
function variance(meanSquare: tf.Tensor, mean: tf.Tensor): tf.Tensor {
  return tf.relu(tf.sub(meanSquare, tf.square(mean)));
}
