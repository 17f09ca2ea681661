import { z } from 'zod';
import { pow } from '../pow.ts';
import * as tf from '../tensors/tf.ts';
import { mapTree } from '../tensors/tree.ts';
import { countNumbers } from './entry/memory.ts';
import { defineOptimizer, type Optimizer, type Params } from './entry/optimizer.ts';
import { memberScalar } from './members/member-scalar.ts';
import { common, perMember } from './members/per-member.ts';
import { chain } from './transforms/chain.ts';
import { decayAfterwards } from './transforms/decay-afterwards.ts';
import { learningRate } from './transforms/learning-rate.ts';
import { type Moments, momentWeights, noMoments, overRoot } from './transforms/moments.ts';
import { betas, epsilon } from './transforms/scale-by-adam.ts';
import { weightDecay } from './transforms/weight-decay.ts';
import { blend, forgetIn, scale, zeros } from './transforms/weighted.ts';

const settings = z.object({
  lr: learningRate(4e-4, "the reference's"),
  betas: betas(0.9, 0.999),
  eps: epsilon(1e-15, "the reference's"),
  weight_decay: weightDecay(
    0,
    'of the parameters after the step, which shrink by weight_decay whatever the learning rate',
  ),
  amsgrad: z.boolean().default(false).describe('divide by the largest second moment so far'),
  centered: z
    .boolean()
    .default(false)
    .describe('from the 11th update on, divide by the spread of gradients around their average'),
});

type Settings = z.output<typeof settings>;

/** Updates before gradients are centred, the reference's. */
const updatesBeforeCentring = 10;

/**
 * LaProp: gradients are divided by the root of their second moment first, and averaged then, so that momentum and adaptation do
 * not disturb each other. The learning rate is part of what is averaged: under a schedule, gradients weigh by the rates at
 * which they came, and the step has the length of the rate at hand.
 *
 * State: two numbers a parameter and one more; a further number a parameter with amsgrad, and one with centered.
 */
export const laprop = defineOptimizer({
  name: 'LAPROP',
  summary: 'Adam that normalises gradients before it averages them',
  source: 'Ziyin, Wang & Ueda 2020 (arXiv 2002.04839); Z-T-WANG/LaProp-Optimizer laprop.py at a419916',
  equation: [
    'v ← β₂v + (1 - β₂)g²',
    'n = g/(√(v/c₂) + ε)',
    'm ← β₁m + (1 - β₁)ηn',
    'E ← β₁E + (1 - β₁)η',
    'θ ← θ - (η/E)·m,  then θ ← (1 - λ)θ',
    'centered, from t = 11: v - a² for v in n, a ← β₂a + (1 - β₂)g from t = 1',
    'amsgrad: in n the largest so far',
  ],
  settings,
  acrossWidths: () => 'coordinates',
  memory: (parameters, { amsgrad, centered }) =>
    (2 + Number(amsgrad) + Number(centered)) * countNumbers(parameters) + 1,
  create: (members) =>
    chain(
      averageOfNormalized(members),
      decayAfterwards(members, ({ weight_decay }) => weight_decay),
    ),
});

type State = Moments & {
  /** The average of the gradients; empty where they are not centred. */
  readonly mean: Params;
  /** The largest second moment; empty without amsgrad. */
  readonly largest: Params;
  /** The average of the shares of `lr` that updates had, `[P, 1, 1]`. */
  readonly rates: tf.Tensor;
};

function averageOfNormalized(members: readonly Settings[]): Optimizer<State> {
  const [amsgrad, centered] = [common(members, 'amsgrad'), common(members, 'centered')];
  const coefficients = perMember(members, (settings, { step, learningRateScale }) => {
    const { lr, betas, eps } = settings;
    const { takeM, ...weights } = momentWeights(betas);
    const centres = step > updatesBeforeCentring;
    return {
      ...weights,
      eps,
      takeM: takeM * learningRateScale,
      root: 1 / Math.sqrt(1 - pow(betas[1], step)),
      step: -lr * learningRateScale,
      centre: centres ? -1 : 0,
      // The largest is not kept before gradients are centred, if they are to be.
      remember: centered && !centres ? 0 : 1,
    };
  });
  return {
    elementwise: true,
    init: (params) => ({
      ...noMoments(params),
      mean: centered ? zeros(params) : {},
      largest: amsgrad ? zeros(params) : {},
      rates: memberScalar(params, 0),
    }),
    // How much has been averaged at all stays with the member.
    forget: ({ rates, ...memories }, kept) => ({ ...forgetIn(memories, kept), rates }),
    update(gradients, state, _params, context) {
      const c = coefficients(context);
      const squares = mapTree((gradient) => tf.square(gradient), gradients);
      const v = blend(state.v, c.keepV, squares, c.takeV);
      const mean = centered ? blend(state.mean, c.keepV, gradients, c.takeV) : state.mean;
      const spread = centered
        ? mapTree((square, mean) => tf.relu(tf.add(square, tf.mul(tf.square(mean!), c.centre))), v, mean)
        : v;
      const divisors = amsgrad
        ? mapTree((before, now) => tf.maximum(before, now!), state.largest, spread)
        : spread;
      const largest = amsgrad ? mapTree((divisor) => scale(divisor, c.remember), divisors) : state.largest;
      const m = blend(state.m, c.keepM, overRoot(gradients, divisors, c.eps, c.root), c.takeM);
      const rates = tf.add(tf.mul(state.rates, c.keepM), c.takeM);
      // Nothing has been averaged while all rates were 0.
      const length = tf.divNoNan(c.step, rates);
      return {
        updates: mapTree((average) => tf.mul(average, length), m),
        state: { m, v, mean, largest, rates },
      };
    },
  };
}
