import * as tf from '../../tensors/tf.ts';
import { mapTree, type TensorTree } from '../../tensors/tree.ts';
import type { Optimizer, Params } from '../entry/optimizer.ts';
import { memberScalar } from '../members/member-scalar.ts';
import { type MemberStep, perMember } from '../members/per-member.ts';
import { handOn } from './hand-on.ts';
import { zeros } from './weighted.ts';

type Averaging = {
  readonly inner: TensorTree;
  /** Of all parameters before those at hand. */
  readonly average: Params;
  /** Weight of those at hand and all before, where those at hand weigh 1: `[P, 1, 1]`. */
  readonly weight: tf.Tensor;
};

/**
 * Trains as `inner` does, and evaluates an average of what it would have evaluated after each update so far: the newest
 * weighs 1, and with every update the weights of the older ones shrink to the share `keep`. Dividing by the sum of the
 * weights is what corrects the bias towards the start. The parameters before the first update are no part of it.
 *
 * The average is made of parameters as they are handed in and so is right in whatever else this is wrapped.
 *
 * @param keep 1 for a plain mean, 0 to begin anew.
 */
export function averageParameters<Settings>(
  members: readonly Settings[],
  inner: Optimizer,
  keep: (settings: Settings, at: MemberStep) => number,
): Optimizer<Averaging> {
  const coefficients = perMember(members, (settings, at) => ({
    keep: at.step === 1 ? 0 : keep(settings, at),
  }));
  const withNewest = (params: Params, state: Averaging): Params => {
    const newest = inner.evaluationParams?.(params, state.inner) ?? params;
    const share = tf.div(1, state.weight);
    return mapTree((old, fresh) => tf.add(old, tf.mul(tf.sub(fresh!, old), share)), state.average, newest);
  };
  return {
    ...handOn<Averaging>(inner),
    init: (params) => ({
      inner: inner.init(params),
      average: zeros(params),
      weight: memberScalar(params, 1),
    }),
    update(gradients, state, params, context) {
      const { keep } = coefficients(context);
      const { updates, state: next } = inner.update(gradients, state.inner, params, context);
      const weight = tf.add(tf.mul(state.weight, keep), 1);
      return { updates, state: { inner: next, average: withNewest(params, state), weight } };
    },
    // The average stays that of the parameters that there were.
    ...(inner.forget && {
      forget: (state, kept) => ({ ...state, inner: inner.forget!(state.inner, kept) }),
    }),
    evaluationParams: withNewest,
  };
}
