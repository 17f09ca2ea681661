import { z } from 'zod';
import { memberDot } from '../tensors/member-norm.ts';
import * as tf from '../tensors/tf.ts';
import { mapTree } from '../tensors/tree.ts';
import { countNumbers } from './entry/memory.ts';
import { defineOptimizer, type Optimizer } from './entry/optimizer.ts';
import { memberScalar } from './members/member-scalar.ts';
import { common, perMember } from './members/per-member.ts';
import { flatten } from './transforms/flatten.ts';
import { distanceSettings, grownDistance, refusesDecayByRate } from './transforms/found-distance.ts';
import { learningRate } from './transforms/learning-rate.ts';
import { betas } from './transforms/scale-by-adam.ts';
import { weightDecay } from './transforms/weight-decay.ts';
import { addScaled, scale } from './transforms/weighted.ts';

const settings = z.object({
  lr: learningRate(1, "the reference's. A factor on the learning rate that is found"),
  betas: betas(0.9, 0.999),
  eps: z.number().positive().default(1e-8).describe('added to the root of the second moment'),
  weight_decay: weightDecay(0, 'L2, unless decouple=true'),
  decouple: z.boolean().default(false).describe('weight decay bypasses the moments; false: L2'),
  use_bias_correction: z.boolean().default(false).describe("Adam's correction of the moments"),
  ...distanceSettings,
});

type Settings = z.output<typeof settings>;

/**
 * Adam whose learning rate is an estimate of the distance from the start to the solution, which grows as gradients go on
 * pointing the way that they have pointed. One distance for all tensors of a member. A member without any gradient so far
 * rests and counts no step; a learning rate of 0 freezes it.
 *
 * State: three numbers a parameter and two more, four with bias correction.
 */
export const dadaptAdam = defineOptimizer({
  name: 'DADAPT_ADAM',
  aliases: ['DADAPTADAM'],
  summary: 'Adam with a learning rate found from the gradients so far (D-Adaptation)',
  source:
    'Defazio & Mishchenko 2023 (arXiv 2301.07733); facebookresearch/dadaptation dadaptation/dadapt_adam.py at c984980',
  equation: [
    'all parameters as one vector, from d = d0:',
    'g ← g + λθ                   (not with decouple)',
    'a = dη                       (use_bias_correction: dη√c₂/c₁)',
    'r ← √β₂·r + (1 - √β₂)a⟨g, s/(√v + ε)⟩',
    'm ← β₁m + (1 - β₁)ag',
    'v ← β₂v + (1 - β₂)g²',
    's ← √β₂·s + (1 - √β₂)ag',
    'd ← max(d, r/((1 - √β₂)Σ|s|)), at most growth_rate times the old d',
    'θ ← θ - m/(√v + ε)           (decouple: θ - m/(√v + ε) - aλθ)',
    'while Σ|s| = 0 nothing moves',
  ],
  settings,
  memory: (parameters, { use_bias_correction }) =>
    3 * countNumbers(parameters) + (use_bias_correction ? 4 : 2),
  refuses: refusesDecayByRate('DADAPT_ADAM(weight_decay=…,decouple=true), or kind=coupled'),
  create: (members) => flatten(dadaptAdamOfVector(members)),
});

type State = {
  /** Moving averages of the gradient times the learning rate, and of its square, `[P, 1, n]`. */
  readonly m: tf.Tensor;
  readonly v: tf.Tensor;
  /** Fading sum of gradients times the learning rate, whose size is the denominator of the estimate, `[P, 1, n]`. */
  readonly s: tf.Tensor;
  readonly own: Own;
};

/** What every member has one of, all `[P, 1, 1]`. */
type Own = {
  readonly numerator: tf.Tensor;
  readonly distance: tf.Tensor;
  /** 1 - βᵗ of both moments, t being the updates that were not idle; empty where nothing is corrected. */
  readonly corrections: readonly tf.Tensor[];
};

/** For all numbers as one vector: there is one distance. */
function dadaptAdamOfVector(members: readonly Settings[]): Optimizer<State> {
  const corrects = common(members, 'use_bias_correction');
  const coefficients = coefficientsOf(members);
  const settled = perMember(members, ({ d0, lr }) => ({ d0, lr }));
  return {
    init({ vector }) {
      const fill = (value: Parameters<typeof memberScalar>[1]) => memberScalar({ vector: vector! }, value);
      return {
        m: tf.zerosLike(vector!),
        v: tf.zerosLike(vector!),
        s: tf.zerosLike(vector!),
        own: {
          numerator: fill(0),
          distance: fill(settled({ step: 1 }).d0),
          corrections: corrects ? [fill(0), fill(0)] : [],
        },
      };
    },
    report: (_params, { own: { distance } }) => ({
      distance,
      learning_rate: tf.mul(distance, settled({ step: 1 }).lr),
    }),
    update({ vector }, { own, ...before }, params, context) {
      const c = coefficients(context);
      const param = params.vector!;
      const gradient = addScaled(vector!, param, c.coupled);
      const [first, second] = own.corrections;
      const corrections = corrects
        ? [tf.add(scale(first!, c.beta1), c.rest1), tf.add(scale(second!, c.beta2), c.rest2)]
        : [];
      const corrected = corrects ? tf.div(tf.sqrt(corrections[1]!), corrections[0]!) : 1;
      const rate = tf.mul(own.distance, tf.mul(corrected, c.rate));

      const along = memberDot(gradient, tf.div(before.s, tf.add(tf.sqrt(before.v), c.eps)));
      const m = tf.add(scale(before.m, c.keepM), tf.mul(gradient, tf.mul(rate, c.takeM)));
      const v = tf.add(scale(before.v, c.keepV), tf.mul(tf.square(gradient), c.takeV));
      const s = tf.add(scale(before.s, c.keepS), tf.mul(gradient, tf.mul(rate, c.takeS)));

      const size = tf.mul(tf.sum(tf.abs(s), [1, 2], true), c.moves);
      const numerator = tf.add(scale(own.numerator, c.keepS), tf.mul(tf.mul(rate, along), c.takeS));
      const estimate = tf.divNoNan(numerator, tf.mul(size, c.takeS));
      const idle = tf.equal(size, 0);
      const next = mapTree((old, fresh) => tf.where(idle, old, fresh!), own, {
        numerator,
        distance: grownDistance(own.distance, estimate, c.growth),
        corrections,
      });
      const step = tf.div(m, tf.add(tf.sqrt(v), c.eps));
      const shrink = tf.mul(rate, c.decoupled);
      const update = tf.add(step, tf.mul(param, shrink));
      return {
        updates: { vector: tf.where(idle, tf.zerosLike(update), tf.neg(update)) },
        state: { m, v, s, own: next },
      };
    },
  };
}

const coefficientsOf = (members: readonly Settings[]) =>
  perMember(members, ({ lr, betas, eps, weight_decay, decouple, growth_rate }, { learningRateScale }) => {
    const [beta1, beta2] = betas;
    const rate = lr * learningRateScale;
    // At a learning rate of 0 nothing that is remembered changes.
    const moves = rate > 0;
    const keepS = Math.sqrt(beta2);
    return {
      rate,
      moves: Number(moves),
      keepM: moves ? beta1 : 1,
      takeM: moves ? 1 - beta1 : 0,
      keepV: moves ? beta2 : 1,
      takeV: moves ? 1 - beta2 : 0,
      keepS: moves ? keepS : 1,
      takeS: moves ? 1 - keepS : 0,
      ...{ beta1, rest1: 1 - beta1, beta2, rest2: 1 - beta2 },
      coupled: decouple ? 0 : weight_decay,
      decoupled: decouple ? weight_decay : 0,
      eps,
      growth: growth_rate ?? Infinity,
    };
  });
