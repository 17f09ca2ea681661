import { z } from 'zod';
import { numbersPerParameter } from './entry/memory.ts';
import { defineOptimizer } from './entry/optimizer.ts';
import { chain } from './transforms/chain.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { scaleByAdadelta } from './transforms/scale-by-adadelta.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';

const settings = z.object({
  lr: learningRate(1, "PyTorch's and the paper's"),
  rho: z.number().min(0).lt(1).default(0.9).describe('what both moving averages keep of their past'),
  eps: z
    .number()
    .min(0)
    .default(1e-6)
    .describe("added inside both roots; its own root is the size of the first steps; default: PyTorch's"),
  weight_decay: weightDecay(0, 'L2'),
});

/** Adadelta. The paper's rule has no learning rate: it is 1 there. State: two numbers a parameter. */
export const adadelta = defineOptimizer({
  name: 'ADADELTA',
  summary: 'gradients in units of the steps made so far',
  source: 'Zeiler 2012 (arXiv 1212.5701); torch.optim.Adadelta',
  equation: [
    'g ← g + λθ',
    's ← rho·s + (1 - rho)g²',
    'u = √(D + ε)/√(s + ε)·g',
    'D ← rho·D + (1 - rho)u²',
    'θ ← θ - ηu',
  ],
  settings,
  memory: numbersPerParameter(2),
  create: (members) => chain(addWeightDecay(members), scaleByAdadelta(members), scaleByLearningRate(members)),
});
