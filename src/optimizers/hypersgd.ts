import { z } from 'zod';
import { memberDot } from '../tensors/member-norm.ts';
import * as tf from '../tensors/tf.ts';
import { mapTree } from '../tensors/tree.ts';
import { countNumbers } from './entry/memory.ts';
import { defineOptimizer, type Optimizer, type Params } from './entry/optimizer.ts';
import { memberScalar } from './members/member-scalar.ts';
import { perMember } from './members/per-member.ts';
import { clampSize, hyperClip } from './transforms/clamp-size.ts';
import { flatten } from './transforms/flatten.ts';
import { learningRate } from './transforms/learning-rate.ts';
import { zeros } from './transforms/weighted.ts';

const settings = z.object({
  lr: learningRate(0.1, "SGD's here; the learned one starts there"),
  momentum: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe('share of the last direction that is kept; learned from here on, unless it is 0'),
  hyper_lr: z
    .number()
    .min(0)
    .default(0.01)
    .describe("learning rate of the learning rate and of the momentum; default: gdtuo's for SGD"),
  hyper_clip: hyperClip(
    0.1,
    'an update changes the learning rate by at most 0.001 (the reference has no bound)',
  ),
});

type Learning = {
  /** The learning rate, `[P, 1, 1]`. */
  readonly lr: tf.Tensor;
  /** `[P, 1, 1]` */
  readonly momentum: tf.Tensor;
  /** What a schedule made of the learning rate in the last update, `[P, 1, 1]`. */
  readonly scale: tf.Tensor;
  readonly direction: Params;
  /** The direction before that; empty where no member has momentum. */
  readonly before: Params;
};

/**
 * SGD that learns its learning rate, and its momentum if it has any, by descent on the loss: the derivative of the loss
 * in either goes through the last update alone. As in the reference, nothing keeps what is learned in range.
 *
 * State: one number a parameter, two with momentum, and three more.
 */
export const hypersgd = defineOptimizer({
  name: 'HYPERSGD',
  summary: 'SGD that learns its learning rate and momentum',
  source:
    'Baydin et al. 2018 (arXiv 1703.04782); Chandra et al. 2022 (arXiv 1909.13371) gdtuo.py, SGD on SGD, at b3b047e',
  equation: [
    'all parameters as one vector, from a = lr:',
    'a′ = a,  d′ = d',
    'a ← a + κ⟨g, d⟩              (κ = hyper_lr)',
    'μ ← μ + κa′⟨g, d of the update before⟩    (momentum > 0)',
    'd ← μd + g',
    'θ ← θ - ad',
    'hyper_clip: the products that κ multiplies between ±hyper_clip',
    "a schedule's factor multiplies a where θ moves, and both products in the",
    '  next update',
  ],
  settings,
  memory: (parameters, { momentum }) => (momentum > 0 ? 2 : 1) * countNumbers(parameters) + 3,
  refuses: (change, wrapper) =>
    change === 'scale' || change === 'reverse' || change === 'place'
      ? 'it learns its learning rate itself; write HYPER(SGD), or HYPERSGD alone'
      : `its learning rate is learned from what its last update did, as it made it; write HYPER(${wrapper}(SGD))`,
  create: (members) => flatten(learnAndDescend(members)),
});

/** On one vector of all parameters. */
function learnAndDescend(members: readonly z.output<typeof settings>[]): Optimizer<Learning> {
  const plain = members.every(({ momentum }) => momentum === 0);
  const initially = perMember(members, ({ lr, momentum }) => ({ lr, momentum }));
  const coefficients = perMember(members, ({ hyper_lr, hyper_clip, momentum }, { learningRateScale }) => ({
    scale: learningRateScale,
    rate: hyper_lr,
    rateOfMomentum: momentum === 0 ? 0 : hyper_lr,
    limit: hyper_clip ?? Infinity,
  }));
  return {
    elementwise: true,
    init(params) {
      const { lr, momentum } = initially({ step: 1 });
      return {
        lr: memberScalar(params, lr),
        momentum: memberScalar(params, momentum),
        scale: memberScalar(params, 1),
        direction: zeros(params),
        before: plain ? {} : zeros(params),
      };
    },
    report: (_params, { lr, momentum }) => ({ learning_rate: lr, ...(!plain && { momentum }) }),
    update(gradients, state, params, context) {
      const { scale, rate, rateOfMomentum, limit } = coefficients(context);
      const gradient = gradients.vector!;
      /** The size of a step against the hypergradient, where the last update moved by -factor · along. */
      const gain = (along: tf.Tensor, factor: tf.Tensor) =>
        clampSize(tf.mul(memberDot(gradient, along), factor), limit);
      const lr = tf.add(state.lr, tf.mul(gain(state.direction.vector!, state.scale), rate));
      const next = { lr, scale: memberScalar(params, scale) };
      if (plain) {
        const updates = { vector: tf.mul(gradient, tf.neg(tf.mul(lr, scale))) };
        return { updates, state: { ...state, ...next, direction: { vector: gradient } } };
      }
      const factor = tf.mul(state.scale, state.lr);
      const momentum = tf.add(state.momentum, tf.mul(gain(state.before.vector!, factor), rateOfMomentum));
      const direction = mapTree((d) => tf.add(tf.mul(d, momentum), gradient), state.direction);
      return {
        updates: { vector: tf.mul(direction.vector!, tf.neg(tf.mul(lr, scale))) },
        state: { ...next, momentum, direction, before: state.direction },
      };
    },
  };
}
