import type { TensorTree } from '../../tensors/tree.ts';
import type { Optimizer, Params } from '../entry/optimizer.ts';
import { perMember } from '../members/per-member.ts';
import { blend, zeros } from './weighted.ts';

/**
 * Momentum around a rule rather than before or behind it: the rule is given (1 - momentum) · gradient + momentum · what it
 * made of the last one. A member's first gradient enters whole. The memory is empty where no member has momentum.
 */
export function feedBack<S extends TensorTree>(
  members: readonly { readonly momentum: number }[],
  inner: Optimizer<S>,
): Optimizer<{ readonly last: Params; readonly inner: S }> {
  const none = members.every(({ momentum }) => momentum === 0);
  const coefficients = perMember(members, ({ momentum }, { step }) =>
    step === 1 ? { keep: 0, take: 1 } : { keep: momentum, take: 1 - momentum },
  );
  return {
    elementwise: inner.elementwise === true,
    init: (params) => ({ last: none ? {} : zeros(params), inner: inner.init(params) }),
    update(gradients, state, params, context) {
      const { keep, take } = coefficients(context);
      const mixed = none ? gradients : blend(state.last, keep, gradients, take);
      const made = inner.update(mixed, state.inner, params, context);
      return { updates: made.updates, state: { last: none ? {} : made.updates, inner: made.state } };
    },
  };
}
