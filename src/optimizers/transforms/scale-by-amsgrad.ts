import * as tf from '../../tensors/tf.ts';
import { mapTree } from '../../tensors/tree.ts';
import type { Optimizer, Params } from '../entry/optimizer.ts';
import { perMember } from '../members/per-member.ts';
import { type Moments, momentWeights, nextMoments, noMoments, overRoot } from './moments.ts';
import { type AdamSettings, biasCorrected } from './scale-by-adam.ts';
import { forgetIn, scale, zeros } from './weighted.ts';

/**
 * Adam over the largest second moment so far, which never lets a step grow again because gradients were small (Reddi,
 * Kale & Kumar 2018, arXiv 1904.09237). As in PyTorch, the largest is that of the averages before their correction.
 */
export function scaleByAmsgrad(
  members: readonly AdamSettings[],
): Optimizer<Moments & { readonly largest: Params }> {
  const coefficients = perMember(members, (settings, at) => {
    const { numerator, eps } = biasCorrected(settings, at);
    return { ...momentWeights(settings.betas), numerator, eps };
  });
  return {
    elementwise: true,
    init: (params) => ({ ...noMoments(params), largest: zeros(params) }),
    forget: forgetIn,
    update(gradients, state, _params, context) {
      const c = coefficients(context);
      const moments = nextMoments(state, gradients, c);
      const largest = mapTree((before, v) => tf.maximum(before, v), state.largest, moments.v);
      const numerators = mapTree((m) => scale(m, c.numerator), moments.m);
      return { updates: overRoot(numerators, largest, c.eps), state: { ...moments, largest } };
    },
  };
}
