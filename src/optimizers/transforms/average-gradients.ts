import { mapTree } from '../../tensors/tree.ts';
import type { Optimizer, Params } from '../entry/optimizer.ts';
import { perMember } from '../members/per-member.ts';
import { addScaled, blend, scale, zeros } from './weighted.ts';

/**
 * Gradients replaced by their moving average, which starts at zero and is not corrected for it; with Nesterov's look ahead
 * by what the average were if the same gradient came again. The state is empty where no member keeps anything.
 *
 * @param members `keep` is what the average keeps of its past, `take` what it takes of a gradient.
 */
export function averageGradients(
  members: readonly { readonly keep: number; readonly take: number }[],
  { nesterov = false }: { readonly nesterov?: boolean } = {},
): Optimizer<{ readonly average: Params }> {
  const none = members.every(({ keep, take }) => keep === 0 && take === 1);
  const coefficients = perMember(members, ({ keep, take }) => ({ keep, take }));
  return {
    elementwise: true,
    init: (params) => ({ average: none ? {} : zeros(params) }),
    update(gradients, state, _params, context) {
      if (none) return { updates: gradients, state };
      const { keep, take } = coefficients(context);
      const average = blend(state.average, keep, gradients, take);
      const updates = nesterov
        ? mapTree((gradient, mean) => addScaled(scale(gradient, take), mean!, keep), gradients, average)
        : average;
      return { updates, state: { average } };
    },
  };
}
