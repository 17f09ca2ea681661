import { z } from 'zod';
import { defineOptimizer } from './entry/optimizer.ts';
import { common } from './members/per-member.ts';
import { chain } from './transforms/chain.ts';
import { flatten } from './transforms/flatten.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { scaleByNormSum } from './transforms/scale-by-norm-sum.ts';
import { scope, within } from './transforms/scope.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';

const settings = z.object({
  lr: learningRate(1, "the reference's"),
  lr_decay: z
    .number()
    .min(0)
    .default(0)
    .describe('how fast the learning rate falls: lr / (1 + (step - 1) · lr_decay)'),
  scope,
  weight_decay: weightDecay(0, 'L2'),
  initial_accumulator_value: z
    .number()
    .min(0)
    .default(1e-2)
    .describe('what the sum of squared norms starts from'),
  eps: z.number().positive().default(1e-10).describe('added to the root of that sum'),
});

/**
 * Adagrad with one number for all coordinates: gradient descent whose learning rate falls with the squared norms of all
 * gradients so far. The reference sums the norms of every output of a layer apart, and has momentum; the paper, and this,
 * do not. State: one number, or one a tensor.
 */
export const adagradNorm = defineOptimizer({
  name: 'ADAGRADNORM',
  summary: 'gradients over the root of the sum of their squared norms so far',
  source: 'Ward, Wu & Bottou 2019 (arXiv 1806.01811); timlautk/AdAdaGrad adagradnorm.py at 135b9aa',
  equation: [
    'g ← g + λθ',
    's ← s + ‖g‖²                 (from s = initial_accumulator_value)',
    'θ ← θ - η/(1 + (t - 1)·lr_decay) · g/(√s + ε)',
    'scope=global: ‖g‖ of all tensors together;  scope=tensor: of each',
  ],
  settings,
  memory: (parameters, { scope }) => (scope === 'global' ? 1 : parameters.length),
  create: (members) =>
    within(
      common(members, 'scope'),
      chain(
        flatten(addWeightDecay(members)),
        scaleByNormSum(members),
        flatten(
          scaleByLearningRate(members, ({ lr, lr_decay }, { step }) => lr / (1 + (step - 1) * lr_decay)),
        ),
      ),
    ),
});
