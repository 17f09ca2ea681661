import type { TensorTree } from '../../tensors/tree.ts';
import type { Optimizer } from '../entry/optimizer.ts';

/**
 * What a wrapper leaves to the rule that it wraps: everything but `init` and `update`. For wrappers that have a state of
 * their own, beside the rule's, which they call `inner`. One without a state writes `{ ...inner, update }` instead, and one
 * that works before or after the rule is a `chain`.
 */
export function handOn<S extends { readonly inner: TensorTree }>(
  inner: Optimizer,
): Omit<Optimizer<S>, 'init' | 'update'> {
  return {
    ...(inner.elementwise !== undefined && { elementwise: inner.elementwise }),
    ...(inner.routes && { routes: inner.routes }),
    ...(inner.takeStep && {
      takeStep(steps, state, params, context) {
        const made = inner.takeStep!(steps, state.inner, params, context);
        return { updates: made.updates, state: { ...state, inner: made.state } };
      },
    }),
    ...(inner.report && { report: (params, state) => inner.report!(params, state.inner) }),
    ...(inner.evaluationParams && {
      evaluationParams: (params, state) => inner.evaluationParams!(params, state.inner),
    }),
  };
}
