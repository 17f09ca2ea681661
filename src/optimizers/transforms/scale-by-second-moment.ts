import * as tf from '../../tensors/tf.ts';
import { mapTree } from '../../tensors/tree.ts';
import type { Optimizer, Params } from '../entry/optimizer.ts';
import { perMember } from '../members/per-member.ts';
import { overRoot } from './moments.ts';
import { type AdamSettings, biasCorrected } from './scale-by-adam.ts';
import { blend, forgetIn, scale, zeros } from './weighted.ts';

/** Adam without the first moment: gradients over the root of the corrected moving average of their squares. */
export function scaleBySecondMoment(members: readonly AdamSettings[]): Optimizer<{ readonly v: Params }> {
  const coefficients = perMember(members, ({ betas: [, beta2], eps: given }, at) => {
    const { numerator, eps } = biasCorrected({ betas: [0, beta2], eps: given }, at);
    return { keep: beta2, take: 1 - beta2, numerator, eps };
  });
  return {
    elementwise: true,
    init: (params) => ({ v: zeros(params) }),
    forget: forgetIn,
    update(gradients, state, _params, context) {
      const { keep, take, numerator, eps } = coefficients(context);
      const v = blend(state.v, keep, mapTree(tf.square, gradients), take);
      const numerators = mapTree((gradient) => scale(gradient, numerator), gradients);
      return { updates: overRoot(numerators, v, eps), state: { v } };
    },
  };
}
