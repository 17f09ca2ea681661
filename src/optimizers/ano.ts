import { z } from 'zod';
import { pow } from '../pow.ts';
import { signOf } from '../tensors/sign-of.ts';
import * as tf from '../tensors/tf.ts';
import { mapTree } from '../tensors/tree.ts';
import { numbersPerParameter } from './entry/memory.ts';
import { defineOptimizer, type Optimizer } from './entry/optimizer.ts';
import { perMember } from './members/per-member.ts';
import { chain } from './transforms/chain.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { type Moments, noMoments } from './transforms/moments.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';
import { blend, forgetIn, scale } from './transforms/weighted.ts';

const settings = z.object({
  lr: learningRate(3e-4, "its authors' for soft actor-critic (1e-4 in the code)"),
  betas: z
    .tuple([z.number().min(0).lt(1), z.number().min(0.5).lt(1)])
    .default([0.92, 0.99])
    .describe(
      'what the averages of the gradient and of its square keep of their past; ' +
        "default: the reference's (tuned for soft actor-critic: 0.95, 0.99). The second could become negative below 0.5",
    ),
  eps: z
    .number()
    .positive()
    .default(1e-8)
    .describe("added to the second moment, inside of the root; default: the reference's"),
  logarithmic_schedule: z
    .boolean()
    .default(false)
    .describe(
      'Anolog: the first beta is 1 - 1 / ln t at update t, and the second moment is not corrected for its start at zero',
    ),
  weight_decay: weightDecay(0, 'decoupled: parameters shrink by lr · weight_decay'),
});

type Settings = z.output<typeof settings>;

/**
 * Ano: the sign of the averaged gradient says where to go, the size of the gradient at hand how far, over the root of a
 * second moment that moves towards the squared gradient by a share of that square, as Yogi's. Made for noisy gradients.
 *
 * State: two numbers a parameter.
 */
export const ano = defineOptimizer({
  name: 'ANO',
  summary:
    'the sign of the averaged gradient, the size of the gradient at hand; made for noise as that of RL',
  source:
    'Kegreisz 2025 (arXiv 2508.18258); Adrienkgz/ano-experiments optimizers/ano.py, anolog.py at d53839a',
  equation: [
    'm ← β₁m + (1 - β₁)g',
    'v ← β₂v + (1 - β₂)·sign(g² - v)·g²',
    'θ ← θ - η(|g|·sign(m)/√(v/c₂ + ε) + λθ)',
    'logarithmic_schedule: β₁ = 1 - 1/ln max(2, t), and v for v/c₂',
  ],
  settings,
  memory: numbersPerParameter(2),
  create: (members) => chain(signedSizes(members), addWeightDecay(members), scaleByLearningRate(members)),
});

function signedSizes(members: readonly Settings[]): Optimizer<Moments> {
  const coefficients = perMember(members, (settings, { step }) => {
    const [, beta2] = settings.betas;
    const beta1 = firstBeta(settings, step);
    return {
      ...{ keepM: beta1, takeM: 1 - beta1, keepV: beta2, takeV: 1 - beta2 },
      correct: settings.logarithmic_schedule ? 1 : 1 / (1 - pow(beta2, step)),
      eps: settings.eps,
    };
  });
  return {
    elementwise: true,
    init: noMoments,
    forget: forgetIn,
    update(gradients, state, _params, context) {
      const c = coefficients(context);
      const m = blend(state.m, c.keepM, gradients, c.takeM);
      const towards = mapTree(
        (gradient, v) => {
          const square = tf.square(gradient);
          return tf.mul(signOf(tf.sub(square, v!)), square);
        },
        gradients,
        state.v,
      );
      const v = blend(state.v, c.keepV, towards, c.takeV);
      const updates = mapTree(
        (gradient, mean, square) => {
          const root = tf.sqrt(tf.add(scale(square!, c.correct), c.eps));
          return tf.div(tf.mul(tf.abs(gradient), signOf(mean!)), root);
        },
        gradients,
        m,
        v,
      );
      return { updates, state: { m, v } };
    },
  };
}

/** Negative at the first two updates of the logarithmic schedule, as in the reference. */
function firstBeta({ betas: [beta1], logarithmic_schedule }: Settings, step: number): number {
  return logarithmic_schedule ? 1 - 1 / Math.log(Math.max(2, step)) : beta1;
}
