import * as tf from '../../tensors/tf.ts';
import { mapTree } from '../../tensors/tree.ts';
import type { Optimizer, Params } from '../entry/optimizer.ts';
import { perMember } from '../members/per-member.ts';
import { type Moments, momentWeights, noMoments, overRoot } from './moments.ts';
import { type AdamSettings, biasCorrected } from './scale-by-adam.ts';
import { addScaled, blend, forgetIn, scale } from './weighted.ts';

/**
 * Adam whose second moment moves towards the squared gradient by a share of that square, not of the distance, so that it
 * forgets large gradients slowly (Zaheer et al. 2018). Both moments start at `initial_accumulator`.
 */
export function scaleByYogi(
  members: readonly (AdamSettings & { readonly initial_accumulator: number })[],
): Optimizer<Moments> {
  const coefficients = perMember(members, (settings, at) => {
    const { keepM, takeM, takeV } = momentWeights(settings.betas);
    const { numerator, eps } = biasCorrected(settings, at);
    const start = at.step === 1 ? settings.initial_accumulator : 0;
    return { keepM, takeM, takeV, numerator, eps, start };
  });
  const beginnings = perMember(members, ({ initial_accumulator: start }) => ({ start }));
  return {
    elementwise: true,
    init: noMoments,
    forget(state, kept) {
      const { start } = beginnings({ step: 1 });
      const begun = mapTree((keep) => tf.mul(tf.sub(1, keep), start), kept);
      return mapTree((moment, first) => tf.add(moment, first!), forgetIn(state, kept), {
        m: begun,
        v: begun,
      });
    },
    update(gradients, state, _params, context) {
      const c = coefficients(context);
      const started = (moment: Params) =>
        c.start === 0 ? moment : mapTree((zero) => tf.add(zero, c.start), moment);
      const m = blend(started(state.m), c.keepM, gradients, c.takeM);
      const v = mapTree(
        (before, gradient) => {
          const square = tf.square(gradient);
          const towards = tf.mul(tf.sign(tf.sub(square, before)), square);
          return addScaled(before, towards, c.takeV);
        },
        started(state.v),
        gradients,
      );
      const numerators = mapTree((mean) => scale(mean, c.numerator), m);
      return { updates: overRoot(numerators, v, c.eps), state: { m, v } };
    },
  };
}
