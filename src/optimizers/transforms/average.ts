import type { Optimizer, Params } from '../entry/optimizer.ts';
import { perMember } from '../members/per-member.ts';
import { blend, forgetIn, zeros } from './weighted.ts';

/**
 * Gradients replaced by their moving average, momentum · average + (1 - momentum) · gradient, which starts at zero and is
 * not corrected for it. The state is empty where no member has momentum.
 */
export function average(
  members: readonly { readonly momentum: number }[],
): Optimizer<{ readonly average: Params }> {
  const none = members.every(({ momentum }) => momentum === 0);
  const coefficients = perMember(members, ({ momentum }) => ({ keep: momentum, take: 1 - momentum }));
  return {
    elementwise: true,
    init: (params) => ({ average: none ? {} : zeros(params) }),
    forget: forgetIn,
    update(gradients, state, _params, context) {
      if (none) return { updates: gradients, state };
      const { keep, take } = coefficients(context);
      const average = blend(state.average, keep, gradients, take);
      return { updates: average, state: { average } };
    },
  };
}
