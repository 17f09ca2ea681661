import { mapTree } from '../../tensors/tree.ts';
import type { Optimizer } from '../entry/optimizer.ts';
import { type MemberStep, perMember } from '../members/per-member.ts';
import { type NoState, stateless } from './chain.ts';
import { addScaled, scale } from './weighted.ts';

/**
 * Decoupled weight decay of the parameters that a step has led to, where the usual one shrinks those before it. The last
 * stage of a rule, behind the learning rate: what is left is (1 - share) (parameters + updates).
 *
 * @param share by which a member's parameters shrink at an update, where it is not lr · weight_decay.
 */
export function decayAfterwards<Settings extends { readonly lr: number; readonly weight_decay: number }>(
  members: readonly Settings[],
  share: (settings: Settings, at: MemberStep) => number = decoupledShare,
): Optimizer<NoState> {
  const coefficients = perMember(members, (settings, at) => {
    const shrink = share(settings, at);
    return { keep: 1 - shrink, shrink: -shrink };
  });
  return stateless(
    (updates, params, context) => {
      const { keep, shrink } = coefficients(context);
      if (keep === 1) return updates;
      return mapTree((update, param) => addScaled(scale(update, keep), param, shrink), updates, params);
    },
    { elementwise: true },
  );
}

/** The share that parameters lose in decoupled weight decay. */
export function decoupledShare(
  { lr, weight_decay }: { readonly lr: number; readonly weight_decay: number },
  { learningRateScale }: Pick<MemberStep, 'learningRateScale'>,
): number {
  return lr * learningRateScale * weight_decay;
}
