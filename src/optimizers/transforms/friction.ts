import * as tf from '../../tensors/tf.ts';
import { mapTree, type TensorTree } from '../../tensors/tree.ts';
import type { Optimizer, Params } from '../entry/optimizer.ts';
import { forgetIn, zeros } from './weighted.ts';

type State<S> = { readonly previous: Params; readonly inner: S };

/**
 * Brakes a rule where gradients have settled: its updates times 1 / (1 + exp(-|change of the gradient|)), a half where
 * the gradient is that of the update before, nearly one where it is far from it (Dubey et al. 2020, arXiv 1909.11015).
 * Before the first gradient was zero.
 */
export function friction<S extends TensorTree>(inner: Optimizer<S>): Optimizer<State<S>> {
  return {
    elementwise: inner.elementwise === true,
    init: (params) => ({ previous: zeros(params), inner: inner.init(params) }),
    ...(inner.forget && {
      forget: ({ previous, inner: own }: State<S>, kept: Params) => ({
        ...forgetIn({ previous }, kept),
        inner: inner.forget!(own, kept),
      }),
    }),
    update(gradients, state, params, context) {
      const made = inner.update(gradients, state.inner, params, context);
      const updates = mapTree(
        (update, gradient, previous) => tf.mul(update, tf.sigmoid(tf.abs(tf.sub(gradient, previous)))),
        made.updates,
        gradients,
        state.previous,
      );
      return { updates, state: { previous: gradients, inner: made.state } };
    },
  };
}
