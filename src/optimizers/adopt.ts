import { z } from 'zod';
import { pow } from '../pow.ts';
import * as tf from '../tensors/tf.ts';
import { mapTree } from '../tensors/tree.ts';
import { numbersPerParameter } from './entry/memory.ts';
import { defineOptimizer, type Optimizer } from './entry/optimizer.ts';
import { perMember } from './members/per-member.ts';
import { chain } from './transforms/chain.ts';
import { clampSize } from './transforms/clamp-size.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { type Moments, noMoments } from './transforms/moments.ts';
import { betas } from './transforms/scale-by-adam.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';
import { blend } from './transforms/weighted.ts';

const settings = z.object({
  lr: learningRate(1e-3, "the reference's"),
  betas: betas(0.9, 0.9999),
  eps: z
    .number()
    .positive()
    .default(1e-6)
    .describe("the least that the root of the second moment counts as; default: the reference's"),
  clip_exponent: z
    .number()
    .min(0)
    .nullable()
    .default(0.25)
    .describe(
      'normalised gradients are bounded by the number of steps made to this power; none: no bound; ' +
        "default: the reference's",
    ),
  weight_decay: weightDecay(0, 'of the kind that decouple says'),
  decouple: z
    .boolean()
    .default(false)
    .describe('parameters shrink by lr · weight_decay before the step; false: L2, part of the gradient'),
});

type Settings = z.output<typeof settings>;

/**
 * ADOPT: a gradient is divided by the root of the second moment of those before it, and only then averaged, so that it
 * converges with any beta2. The first call takes the second moment from its gradient and moves nothing.
 *
 * State: two numbers a parameter.
 */
export const adopt = defineOptimizer({
  name: 'ADOPT',
  summary: 'Adam that normalises gradients by those before them, then averages; it rests at its first update',
  source: 'Taniguchi et al. 2024 (arXiv 2411.02853); iShohei220/adopt src/adopt/adopt.py at 6468572',
  equation: [
    'g ← g + λθ                   (decouple=false)',
    't = 1: v = g², and nothing moves',
    't > 1: n = g/max(√v, ε), between ±(t - 1)^clip_exponent',
    '       m ← β₁m + (1 - β₁)n',
    '       v ← β₂v + (1 - β₂)g²',
    '       θ ← θ - ηm            (decouple: θ - η(m + λθ))',
  ],
  settings,
  acrossWidths: () => 'coordinates',
  memory: numbersPerParameter(2),
  create: (members) =>
    chain(
      addWeightDecay(members, ({ weight_decay, decouple }) => (decouple ? 0 : weight_decay)),
      scaleByEarlierMoment(members),
      addWeightDecay(members, ({ weight_decay, decouple }, { step }) =>
        decouple && step > 1 ? weight_decay : 0,
      ),
      scaleByLearningRate(members),
    ),
});

function scaleByEarlierMoment(members: readonly Settings[]): Optimizer<Moments> {
  const coefficients = perMember(members, ({ betas: [beta1, beta2], eps, clip_exponent }, { step }) => {
    const first = step === 1;
    return {
      eps,
      // At the first call all normalised gradients are 0.
      limit: first ? 0 : clip_exponent === null ? Infinity : pow(step - 1, clip_exponent),
      keepM: beta1,
      takeM: 1 - beta1,
      keepV: first ? 0 : beta2,
      takeV: first ? 1 : 1 - beta2,
    };
  });
  return {
    elementwise: true,
    init: noMoments,
    update(gradients, state, _params, context) {
      const c = coefficients(context);
      const normalised = mapTree(
        (gradient, v) => clampSize(tf.div(gradient, tf.maximum(tf.sqrt(v!), c.eps)), c.limit),
        gradients,
        state.v,
      );
      const m = blend(state.m, c.keepM, normalised, c.takeM);
      const squares = mapTree((gradient) => tf.square(gradient), gradients);
      return { updates: m, state: { m, v: blend(state.v, c.keepV, squares, c.takeV) } };
    },
  };
}
