import { z } from 'zod';
import { signOf } from '../tensors/sign-of.ts';
import * as tf from '../tensors/tf.ts';
import { mapTree } from '../tensors/tree.ts';
import { numbersPerParameter } from './entry/memory.ts';
import { defineOptimizer, type Optimizer } from './entry/optimizer.ts';
import { chain } from './transforms/chain.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import type { Moments } from './transforms/moments.ts';
import { betas, biasCorrected, epsilon, scaleByAdam } from './transforms/scale-by-adam.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';

const settings = z.object({
  lr: learningRate(1e-3, "the reference's"),
  betas: betas(0.9, 0.999),
  eps: epsilon(1e-6, "the reference's, before that root is corrected for its start at zero"),
  correct_bias: z
    .boolean()
    .default(true)
    .describe("Adam's correction of the moments for their start at zero"),
  weight_decay: weightDecay(0, 'decoupled: parameters shrink by lr · weight_decay'),
});

type Settings = z.output<typeof settings>;

/**
 * Grams: steps as large as Adam's that go where the gradient at hand says. A number without a gradient stays where it is.
 *
 * State: two numbers a parameter.
 */
export const grams = defineOptimizer({
  name: 'GRAMS',
  summary: "the sizes of Adam's steps with the signs of the gradients at hand",
  source: 'Cao, Li & Song 2024 (arXiv 2412.17107); Gunale0926/Grams grams/src/grams.py at f91a375',
  equation: [
    'm ← β₁m + (1 - β₁)g',
    'v ← β₂v + (1 - β₂)g²',
    'u = sign(g)·(√c₂/c₁)·|m|/(√v + ε)    (correct_bias=false: without √c₂/c₁)',
    'θ ← θ - η(u + λθ)',
  ],
  settings,
  memory: numbersPerParameter(2),
  create: (members) => chain(alongGradient(members), addWeightDecay(members), scaleByLearningRate(members)),
});

function alongGradient(members: readonly Settings[]): Optimizer<Moments> {
  const adam = scaleByAdam(members, (settings, at) => ({
    numerator: settings.correct_bias ? biasCorrected(settings, at).numerator : 1,
    eps: settings.eps,
  }));
  return {
    ...adam,
    update(gradients, state, params, context) {
      const made = adam.update(gradients, state, params, context);
      const along = (update: tf.Tensor, gradient: tf.Tensor) => tf.mul(signOf(gradient), tf.abs(update));
      return { updates: mapTree(along, made.updates, gradients), state: made.state };
    },
  };
}
