import type { Optimizer } from '../entry/optimizer.ts';
import { common, perMember } from '../members/per-member.ts';
import { type NoState, stateless } from './chain.ts';
import { countOf, type MixSettings, mixOf, standardizeGroups } from './standardize.ts';

/**
 * Cuts each tensor into groups of neighbours and standardises every group by itself; `layer_wise=false` of MILO.
 *
 * A tensor of one number, or cut into groups of one, stays as it is.
 */
export function normalizeGroups(
  members: readonly (MixSettings & { readonly group_size: number | null })[],
): Optimizer<NoState> {
  const groupSize = common(members, 'group_size');
  const coefficients = perMember(members, mixOf);
  return stateless(
    (gradients, _params, context) => {
      const tensors = Object.entries(gradients)
        .map(([name, tensor]) => ({ name, tensor, size: groupSize ?? defaultGroupSize(countOf(tensor)) }))
        .filter(({ tensor, size }) => size > 1 && countOf(tensor) > 1);
      const standardized = standardizeGroups(
        tensors.map(({ tensor }) => tensor),
        tensors.map(({ size }) => size),
        coefficients(context),
      );
      const named = tensors.map(({ name }, index) => [name, standardized[index]!]);
      return { ...gradients, ...Object.fromEntries(named) };
    },
    { elementwise: false },
  );
}

/** About as many groups as there are numbers in each. */
function defaultGroupSize(count: number): number {
  return Math.ceil(count / Math.floor(Math.sqrt(count)));
}
