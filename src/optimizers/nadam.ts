import { z } from 'zod';
import { numbersPerParameter } from './memory.ts';
import { defineOptimizer } from './optimizer.ts';
import { chain } from './transforms/chain.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { betas, epsilon } from './transforms/scale-by-adam.ts';
import { scaleByNadam } from './transforms/scale-by-nadam.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';

const settings = z.object({
  lr: learningRate(2e-3, "PyTorch's"),
  betas: betas(0.9, 0.999),
  eps: epsilon(1e-8, "PyTorch's"),
  weight_decay: weightDecay(0, 'L2: part of the gradient, and so of both moments'),
  momentum_decay: z
    .number()
    .min(0)
    .default(4e-3)
    .describe("how fast the momentum warms up from half of beta1 to beta1; default: PyTorch's"),
});

/**
 * Adam with Nesterov's momentum. The product of the momenta so far, which PyTorch keeps in single precision, is worked
 * out in double here. State: two numbers a parameter.
 */
export const nadam = defineOptimizer({
  name: 'NADAM',
  summary: 'Adam with Nesterov momentum that warms up',
  source: 'Dozat 2016 (ICLR workshop); torch.optim.NAdam of PyTorch 2 (1.13 corrects by a wrong product)',
  settings,
  memory: numbersPerParameter(2),
  create: (members) => chain(addWeightDecay(members), scaleByNadam(members), scaleByLearningRate(members)),
});
