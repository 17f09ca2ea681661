import { signOf } from '../../tensors/sign-of.ts';
import { mapTree } from '../../tensors/tree.ts';
import type { Optimizer, Params } from '../entry/optimizer.ts';
import { perMember } from '../members/per-member.ts';
import { blend, forgetIn, zeros } from './weighted.ts';

/**
 * The sign of a mixture of the gradient and its moving average, which only then takes the gradient in, and more slowly
 * (Chen et al. 2023, arXiv 2302.06675, algorithm 2).
 */
export function scaleByLion(
  members: readonly { readonly betas: readonly [number, number] }[],
): Optimizer<{ readonly m: Params }> {
  const coefficients = perMember(members, ({ betas: [mixed, kept] }) => ({
    mixOld: mixed,
    mixNew: 1 - mixed,
    keep: kept,
    take: 1 - kept,
  }));
  return {
    elementwise: true,
    init: (params) => ({ m: zeros(params) }),
    forget: forgetIn,
    update(gradients, state, _params, context) {
      const { mixOld, mixNew, keep, take } = coefficients(context);
      return {
        updates: mapTree(signOf, blend(state.m, mixOld, gradients, mixNew)),
        state: { m: blend(state.m, keep, gradients, take) },
      };
    },
  };
}
