import { pow } from '../../pow.ts';
import { mapTree } from '../../tensors/tree.ts';
import type { Optimizer, Params } from '../entry/optimizer.ts';
import { perMember } from '../members/per-member.ts';
import { addScaled, blend, forgetIn, scale, zeros } from './weighted.ts';

interface Averaged {
  /** What the average keeps of its past. */
  readonly keep: number;
  /** What it takes of a gradient. */
  readonly take: number;
  /** Make up for the average having started at zero; false if not given. */
  readonly correct?: boolean;
}

/**
 * Gradients replaced by their moving average, which starts at zero; with Nesterov's look ahead by what the average were if
 * the same gradient came again. The state is empty where no member keeps anything.
 */
export function averageGradients(
  members: readonly Averaged[],
  { nesterov = false }: { readonly nesterov?: boolean } = {},
): Optimizer<{ readonly average: Params }> {
  const none = members.every(({ keep, take }) => keep === 0 && take === 1);
  const corrected = members.some(({ correct }) => correct);
  const plain = ({ keep, take }: Averaged) => ({
    keep,
    take,
    ofGradient: take,
    ofAverage: nesterov ? keep : 1,
  });
  const coefficients = corrected
    ? perMember(members, (member, { step }) => {
        const { ofGradient, ofAverage, ...own } = plain(member);
        const missing = (gradients: number) => (member.correct ? 1 - pow(member.keep, gradients) : 1);
        return {
          ...own,
          ofGradient: ofGradient / missing(step),
          ofAverage: ofAverage / missing(nesterov ? step + 1 : step),
        };
      })
    : perMember(members, plain);
  return {
    elementwise: true,
    init: (params) => ({ average: none ? {} : zeros(params) }),
    forget: forgetIn,
    update(gradients, state, _params, context) {
      if (none) return { updates: gradients, state };
      const { keep, take, ofGradient, ofAverage } = coefficients(context);
      const average = blend(state.average, keep, gradients, take);
      if (!nesterov && !corrected) return { updates: average, state: { average } };
      const updates = nesterov
        ? mapTree(
            (gradient, mean) => addScaled(scale(gradient, ofGradient), mean!, ofAverage),
            gradients,
            average,
          )
        : mapTree((mean) => scale(mean, ofAverage), average);
      return { updates, state: { average } };
    },
  };
}
