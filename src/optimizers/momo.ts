import { z } from 'zod';
import { pow } from '../pow.ts';
import { memberDot, memberSquaredNorm } from '../tensors/member-norm.ts';
import * as tf from '../tensors/tf.ts';
import { countNumbers } from './entry/memory.ts';
import { defineOptimizer, type Optimizer } from './entry/optimizer.ts';
import { toldLoss } from './entry/told-loss.ts';
import { memberScalar } from './members/member-scalar.ts';
import { common, type MemberStep, perMember } from './members/per-member.ts';
import { flatten } from './transforms/flatten.ts';
import { learningRate } from './transforms/learning-rate.ts';
import { betas, epsilon } from './transforms/scale-by-adam.ts';
import { weightDecay } from './transforms/weight-decay.ts';
import { scale } from './transforms/weighted.ts';

const shared = {
  weight_decay: weightDecay(0, 'decoupled'),
  lb: z.number().default(0).describe('lower bound of the loss; with use_fstar the least that is believed'),
  use_fstar: z.boolean().default(false).describe('find a lower bound above lb on the way'),
};

const momoSettings = z.object({
  lr: learningRate(1, "the reference's; the longest step"),
  beta: z
    .number()
    .min(0)
    .lt(1)
    .default(0.9)
    .describe('what the averages of loss and gradient keep of their past'),
  bias_correction: z
    .boolean()
    .default(false)
    .describe('averages start at 0 and are corrected for it; false: they start at their first values'),
  ...shared,
});

const momoAdamSettings = z.object({
  lr: learningRate(1e-2, "the reference's; the longest step"),
  betas: betas(0.9, 0.999),
  eps: epsilon(1e-8, "the reference's"),
  divide: z
    .boolean()
    .default(true)
    .describe('parameters are divided by 1 + lr · weight_decay after the step; false: shrink before it'),
  ...shared,
});

const paper = 'Schaipp et al. 2024 (arXiv 2305.07583); fabian-sp/MoMo';

/** What is said of both. */
const story =
  'It needs a loss that is bounded below: of a surrogate as that of PPO, which is not, a step is either none or of length lr';

/**
 * Momentum whose step is as long as it takes a model of the loss, the average of its tangents so far, to reach a lower
 * bound, and at most lr. State: one number a parameter and three more.
 */
export const momo = defineOptimizer({
  name: 'MOMO',
  summary: `momentum whose step length follows from the loss. ${story}`,
  source: `${paper} momo/momo.py at 7be52f2`,
  equation: [
    'all parameters as one vector, from b = lb:',
    'f ← βf + (1 - β)·loss        (f, γ, m: the first values at t = 1, ρ = 1;',
    'γ ← βγ + (1 - β)⟨θ, g⟩        bias_correction: from 0, ρ = 1 - βᵗ)',
    'm ← βm + (1 - β)g',
    'd = m',
    'w = 1 + ηλ,  h = w(f - γ) + ⟨θ, m⟩',
    'use_fstar, if h < wρ·b: b ← max(h/(2wρ), lb)',
    'a = min(η/ρ, max(h - wρ·b, 0)/⟨m, d⟩)    (a = 0 where ⟨m, d⟩ = 0)',
    'use_fstar: b ← max((f + ⟨θ, m⟩ - γ - ½a⟨m, d⟩)/ρ, lb)',
    'θ ← (θ - ad)/w',
  ],
  settings: momoSettings,
  memory: (parameters) => countNumbers(parameters) + 3,
  create: (members) => flatten(momentumModel(members.map(asRule), false)),
});

/**
 * The same with distances measured as Adam does. State: two numbers a parameter and three more.
 */
export const momoAdam = defineOptimizer({
  name: 'MOMO_ADAM',
  aliases: ['MOMOADAM'],
  summary: `Adam whose step length follows from the loss. ${story}`,
  source: `${paper} momo/momo_adam.py at 7be52f2`,
  equation: [
    'all parameters as one vector, from b = lb:',
    'f ← β₁f + (1 - β₁)·loss',
    'γ ← β₁γ + (1 - β₁)⟨θ, g⟩',
    'm ← β₁m + (1 - β₁)g',
    'v ← β₂v + (1 - β₂)g²',
    'd = m/(√(v/c₂) + ε),  ρ = c₁',
    'w = 1 + ηλ,  h = w(f - γ) + ⟨θ, m⟩',
    'use_fstar, if h < wρ·b: b ← max(h/(2wρ), lb)',
    'a = min(η/ρ, max(h - wρ·b, 0)/⟨m, d⟩)    (a = 0 where ⟨m, d⟩ = 0)',
    'use_fstar: b ← max((f + ⟨θ, m⟩ - γ - ½a⟨m, d⟩)/ρ, lb)',
    'θ ← (θ - ad)/w               (divide=false: θ ← (1 - ηλ)θ - ad)',
  ],
  settings: momoAdamSettings,
  memory: (parameters) => 2 * countNumbers(parameters) + 3,
  create: (members) => flatten(momentumModel(members.map(asAdamRule), true)),
});

/** What both have in common. */
interface Rule {
  readonly lr: number;
  readonly betas: readonly [number, number];
  readonly eps: number;
  readonly weight_decay: number;
  readonly lb: number;
  readonly use_fstar: boolean;
  /** Parameters are divided after the step, and do not shrink before it. */
  readonly divide: boolean;
  /** Averages start at 0. */
  readonly corrects: boolean;
}

function asRule({ beta, bias_correction, ...settings }: z.output<typeof momoSettings>): Rule {
  return { ...settings, betas: [beta, 0], eps: 0, divide: true, corrects: bias_correction };
}

function asAdamRule(settings: z.output<typeof momoAdamSettings>): Rule {
  return { ...settings, corrects: true };
}

type State = {
  /** Average of the gradient, `[P, 1, n]`. */
  readonly m: tf.Tensor;
  /** Average of its square, `[P, 1, n]`; empty where distances are plain. */
  readonly v: readonly tf.Tensor[];
  /** Averages of the loss and of ⟨parameters, gradient⟩, and the lower bound, `[P, 1, 1]`. */
  readonly loss: tf.Tensor;
  readonly slope: tf.Tensor;
  readonly bound: tf.Tensor;
};

/** For all numbers as one vector: there is one model of the loss. @param adaptive divides distances by Adam's root. */
function momentumModel(members: readonly Rule[], adaptive: boolean): Optimizer<State> {
  const findsBound = common(members, 'use_fstar');
  const coefficients = perMember(members, weights);
  return {
    init({ vector }) {
      const { least } = coefficients({ step: 1 });
      const own = { vector: vector! };
      return {
        m: tf.zerosLike(vector!),
        v: adaptive ? [tf.zerosLike(vector!)] : [],
        loss: memberScalar(own, 0),
        slope: memberScalar(own, 0),
        bound: memberScalar(own, least),
      };
    },
    ...(findsBound && { report: (_params, { bound }) => ({ lower_bound: bound }) }),
    update({ vector }, before, params, context) {
      const c = coefficients(context);
      const [gradient, param] = [vector!, params.vector!];
      const average = (old: tf.Tensor, fresh: tf.Tensor) => tf.add(scale(old, c.keep), scale(fresh, c.take));
      const loss = average(before.loss, toldLoss(context, adaptive ? 'MOMO_ADAM' : 'MOMO'));
      const slope = average(before.slope, memberDot(param, gradient));
      const m = average(before.m, gradient);
      const v = before.v.map((old) => tf.add(scale(old, c.keepV), tf.mul(tf.square(gradient), c.takeV)));
      const root = v.map((square) => tf.add(tf.mul(tf.sqrt(square), c.root), c.eps));
      const direction = root.length > 0 ? tf.div(m, root[0]!) : m;
      const size = adaptive ? memberDot(m, direction) : memberSquaredNorm(m);

      /** What the model says of the parameters as they are, next to a lower bound of 0. */
      const here = tf.sub(tf.add(tf.mul(loss, c.grow), memberDot(param, m)), tf.mul(slope, c.grow));
      const reset = () =>
        tf.where(
          tf.less(here, tf.mul(before.bound, c.boundHere)),
          tf.maximum(tf.div(here, tf.mul(c.boundHere, 2)), c.least),
          before.bound,
        );
      const bound = findsBound ? reset() : before.bound;
      const gap = tf.maximum(tf.sub(here, tf.mul(bound, c.boundHere)), 0);
      const length = tf.minimum(tf.divNoNan(gap, size), c.longest);
      const next = () => {
        const flat = tf.sub(tf.add(loss, memberDot(param, m)), slope);
        const reached = tf.sub(flat, tf.mul(tf.mul(length, size), 0.5));
        return tf.maximum(tf.div(reached, c.share), c.least);
      };
      const moved = tf.sub(tf.mul(param, c.shrinkBefore), tf.mul(direction, length));
      return {
        updates: { vector: tf.sub(tf.mul(moved, c.shrinkAfter), param) },
        state: { m, v, loss, slope, bound: findsBound ? next() : bound },
      };
    },
  };
}

/** The coefficients of a member at an update. */
function weights(
  { lr, betas: [beta1, beta2], eps, weight_decay, lb, divide, corrects }: Rule,
  { step, learningRateScale }: MemberStep,
) {
  const rate = lr * learningRateScale;
  const grow = 1 + rate * weight_decay;
  const share = corrects ? 1 - pow(beta1, step) : 1;
  const begins = !corrects && step === 1;
  return {
    keep: beta1,
    take: begins ? 1 : 1 - beta1,
    keepV: beta2,
    takeV: 1 - beta2,
    root: 1 / Math.sqrt(1 - pow(beta2, step)),
    eps,
    grow,
    share,
    boundHere: grow * share,
    longest: rate / share,
    least: lb,
    shrinkBefore: divide ? 1 : 1 - rate * weight_decay,
    shrinkAfter: divide ? 1 / grow : 1,
  };
}
