import { z } from 'zod';
import * as tf from '../tensors/tf.ts';
import { mapTree } from '../tensors/tree.ts';
import { countNumbers } from './entry/memory.ts';
import { defineOptimizer, type Optimizer } from './entry/optimizer.ts';
import { memberScalar } from './members/member-scalar.ts';
import { common, perMember } from './members/per-member.ts';
import { flatten } from './transforms/flatten.ts';
import { distanceSettings, refusesDecayByRate } from './transforms/found-distance.ts';
import { learningRate } from './transforms/learning-rate.ts';
import { betas } from './transforms/scale-by-adam.ts';
import { weightDecay } from './transforms/weight-decay.ts';
import { addScaled, scale } from './transforms/weighted.ts';

const settings = z.object({
  lr: learningRate(
    0.1,
    'CartPole with PPO, whose noise makes the distance too large for the 1 of the reference. ' +
      'A factor on the distance that is found',
  ),
  betas: betas(0.9, 0.999),
  beta3: z
    .number()
    .min(0)
    .lt(1)
    .nullable()
    .default(null)
    .describe(
      'what the sums that estimate the distance keep of their past; none: the root of the second beta',
    ),
  eps: z
    .number()
    .positive()
    .default(1e-8)
    .describe('times the distance, added to the root of the second moment'),
  weight_decay: weightDecay(0, 'decoupled, unless decouple=false'),
  decouple: z.boolean().default(true).describe('weight decay bypasses the moments; false: L2'),
  use_bias_correction: z.boolean().default(false).describe("Adam's correction of the moments"),
  safeguard_warmup: z
    .boolean()
    .default(false)
    .describe('leave the learning rate out of the denominator of the estimate, for schedules with a warm-up'),
  d0: distanceSettings.d0,
  d_coef: z.number().positive().default(1).describe('factor on every estimate of the distance'),
  growth_rate: distanceSettings.growth_rate,
});

type Settings = z.output<typeof settings>;

/**
 * Adam that finds its own learning rate: an estimate of how far the solution is from the start, which grows as gradients go
 * on pointing away from the start. One distance for all tensors of a member. A member without any gradient so far rests and
 * counts no step; a learning rate of 0 freezes it.
 *
 * Distances, moments and sums are remembered in units of `d0` (and its square), as in the reference's equations divided by
 * it, so that squares of tiny distances are no problem in single precision. The way from the start is the difference of the
 * parameters themselves, which is exact where they are near; what rounding hides is what did not move. The estimate is a
 * lower bound whatever points the gradients are taken at, and so stays one where wrappers mask or shorten steps.
 *
 * State: four numbers a parameter and three more, five with bias correction.
 */
export const prodigy = defineOptimizer({
  name: 'PRODIGY',
  summary: 'Adam with a learning rate found from how far it has come',
  source: 'Mishchenko & Defazio 2024 (arXiv 2306.06101); konstmish/prodigy prodigyopt/prodigy.py at 3efb213',
  equation: [
    'all parameters as one vector, from d = d0:',
    'g ← g + λθ                   (decouple=false)',
    'a = dη                       (use_bias_correction: dη√c₂/c₁)',
    'r ← β₃r + (d/d0)·a·⟨g, θ₀ - θ⟩',
    's ← β₃s + (d/d0)·ag          (safeguard_warmup: (d/d0)·dg)',
    'm ← β₁m + (1 - β₁)dg',
    'v ← β₂v + (1 - β₂)d²g²',
    'e = d_coef·r/Σ|s|,  D ← max(D, e)    (from D = d0)',
    'b = growth_rate·d, and while d = d0 growth_rate·max(d, e)',
    'd ← min(D, b)                (growth_rate=none: d ← D)',
    'θ ← θ - a(m/(√v + dε) + λθ)  (decouple=false: without λθ)',
    'β₃ = beta3, or √β₂;  while Σ|s| = 0 nothing moves',
  ],
  settings,
  memory: (parameters, { use_bias_correction }) =>
    4 * countNumbers(parameters) + (use_bias_correction ? 5 : 3),
  refuses: refusesDecayByRate('PRODIGY(weight_decay=…), or kind=coupled'),
  create: (members) => flatten(prodigyOfVector(members)),
});

type State = {
  /** The parameters of the beginning, `[P, 1, n]`. */
  readonly start: tf.Tensor;
  /** Moments of the gradient times the distance, `[P, 1, n]`. */
  readonly m: tf.Tensor;
  readonly v: tf.Tensor;
  /** Fading sum of gradients, whose size is the denominator of the estimate, `[P, 1, n]`. */
  readonly s: tf.Tensor;
  /** What every member has one of. */
  readonly own: Own;
};

/** All `[P, 1, 1]`. */
type Own = {
  readonly numerator: tf.Tensor;
  readonly distance: tf.Tensor;
  /** The largest estimate of the distance so far. */
  readonly largest: tf.Tensor;
  /** 1 - βᵗ of both moments, t being the updates that were not idle; empty where nothing is corrected. */
  readonly corrections: readonly tf.Tensor[];
};

/** For all numbers as one vector: there is one distance. */
function prodigyOfVector(members: readonly Settings[]): Optimizer<State> {
  const corrects = common(members, 'use_bias_correction');
  const safeguard = common(members, 'safeguard_warmup');
  const coefficients = coefficientsOf(members);
  /** Of the distance, and of what it makes of the learning rate. */
  const units = perMember(members, ({ d0, lr }) => ({ d0, rate: d0 * lr }));
  return {
    init({ vector }) {
      const start = vector!;
      const fill = (value: number) => memberScalar({ start }, value);
      return {
        start: tf.clone(start),
        m: tf.zerosLike(start),
        v: tf.zerosLike(start),
        s: tf.zerosLike(start),
        own: {
          numerator: fill(0),
          distance: fill(1),
          largest: fill(1),
          corrections: corrects ? [fill(0), fill(0)] : [],
        },
      };
    },
    report(_params, { own }) {
      const { d0, rate } = units({ step: 1 });
      return { distance: tf.mul(own.distance, d0), learning_rate: tf.mul(own.distance, rate) };
    },
    update({ vector }, { start, own, ...moments }, params, context) {
      const c = coefficients(context);
      const param = params.vector!;
      const gradient = addScaled(vector!, param, c.coupled);
      const { distance } = own;
      const squared = tf.square(distance);
      const [first, second] = own.corrections;
      const corrections = corrects
        ? [tf.add(scale(first!, c.beta1), c.rest1), tf.add(scale(second!, c.beta2), c.rest2)]
        : [];
      const rate = corrects ? tf.mul(tf.div(tf.sqrt(corrections[1]!), corrections[0]!), c.rate) : c.rate;
      const weight = tf.mul(squared, rate);

      const m = tf.add(scale(moments.m, c.keepM), tf.mul(gradient, scale(distance, c.takeM)));
      const v = tf.add(scale(moments.v, c.keepV), tf.mul(tf.square(gradient), scale(squared, c.takeV)));
      const s = tf.add(
        scale(moments.s, c.keepS),
        tf.mul(gradient, safeguard ? scale(squared, c.moves) : weight),
      );

      const progress = tf.sum(tf.mul(gradient, tf.sub(start, param)), [1, 2], true);
      const numerator = tf.add(scale(own.numerator, c.keepS), tf.mul(progress, weight));
      const denominator = scale(tf.sum(tf.abs(s), [1, 2], true), c.moves);
      const estimate = scale(tf.div(numerator, denominator), c.estimate);
      const largest = tf.maximum(own.largest, estimate);
      // Leaving d0 is free; from there on an estimate may be out of reach.
      const within = () => {
        const left = tf.where(tf.equal(distance, 1), tf.maximum(distance, estimate), distance);
        return tf.minimum(largest, tf.mul(left, c.growth));
      };

      const idle = tf.equal(denominator, 0);
      const next = mapTree((old, fresh) => tf.where(idle, old, fresh!), own, {
        numerator,
        distance: c.growth === Infinity ? largest : within(),
        largest,
        corrections,
      });
      const adam = tf.div(m, tf.add(tf.sqrt(v), scale(next.distance, c.eps)));
      const length = tf.where(idle, 0, tf.mul(tf.mul(distance, rate), c.descent));
      return {
        updates: { vector: tf.mul(addScaled(adam, param, c.decoupled), length) },
        state: { start, m, v, s, own: next },
      };
    },
  };
}

const coefficientsOf = (members: readonly Settings[]) =>
  perMember(members, (settings, { learningRateScale }) => {
    const { lr, betas, beta3, eps, weight_decay, decouple, d0, d_coef, growth_rate } = settings;
    const [beta1, beta2] = betas;
    const rate = lr * learningRateScale;
    // At a learning rate of 0 nothing that is remembered changes.
    const moves = rate > 0;
    return {
      rate,
      moves: Number(moves),
      keepM: moves ? beta1 : 1,
      takeM: moves ? 1 - beta1 : 0,
      keepV: moves ? beta2 : 1,
      takeV: moves ? 1 - beta2 : 0,
      keepS: moves ? (beta3 ?? Math.sqrt(beta2)) : 1,
      ...{ beta1, rest1: 1 - beta1, beta2, rest2: 1 - beta2 },
      coupled: decouple ? 0 : weight_decay,
      decoupled: decouple ? weight_decay : 0,
      eps,
      descent: -d0,
      estimate: d_coef / d0,
      growth: growth_rate ?? Infinity,
    };
  });
