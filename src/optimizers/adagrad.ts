import { z } from 'zod';
import { numbersPerParameter } from './entry/memory.ts';
import { defineOptimizer } from './entry/optimizer.ts';
import { chain } from './transforms/chain.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { scaleByAdagrad } from './transforms/scale-by-adagrad.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';

const settings = z.object({
  lr: learningRate(1e-2, "a fair compromise of the sweeps in configs/defaults, and PyTorch's"),
  lr_decay: z
    .number()
    .min(0)
    .default(0)
    .describe('update t uses lr / (1 + (t - 1) · lr_decay), on top of what shrinks by itself'),
  weight_decay: weightDecay(0, 'L2'),
  initial_accumulator_value: z
    .number()
    .min(0)
    .default(0)
    .describe('where the sum of squared gradients starts'),
  eps: z.number().positive().default(1e-10).describe("added to the root of the sum; default: PyTorch's"),
});

/** Adagrad: a learning rate a coordinate, which falls with every gradient seen. State: one number a parameter. */
export const adagrad = defineOptimizer({
  name: 'ADAGRAD',
  summary: 'gradients over the root of the sum of their squares',
  source: 'Duchi, Hazan & Singer 2011 (JMLR 12); torch.optim.Adagrad',
  equation: [
    'g ← g + λθ',
    's ← s + g²                   (from s = initial_accumulator_value)',
    'θ ← θ - η/(1 + (t - 1)·lr_decay) · g/(√s + ε)',
  ],
  settings,
  acrossWidths: () => 'coordinates',
  memory: numbersPerParameter(1),
  create: (members) =>
    chain(
      addWeightDecay(members),
      scaleByAdagrad(members),
      scaleByLearningRate(members, ({ lr, lr_decay }, { step }) => lr / (1 + (step - 1) * lr_decay)),
    ),
});
