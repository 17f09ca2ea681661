import { z } from 'zod';
import { countNumbers } from './entry/memory.ts';
import { defineOptimizer } from './entry/optimizer.ts';
import { chain } from './transforms/chain.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { momentum, momentumSettings, nesterovNeedsMomentum } from './transforms/momentum.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';

const settings = z
  .object({
    lr: learningRate(0.1, "a fair compromise of the sweeps in configs/defaults (PyTorch's is 1e-3)"),
    ...momentumSettings(0),
    weight_decay: weightDecay(0, "L2; MILO's RL experiments use 1e-4 with Nesterov momentum 0.9"),
  })
  .refine(...nesterovNeedsMomentum);

/** Stochastic gradient descent, with momentum if asked for. State: one number a parameter, none without momentum. */
export const sgd = defineOptimizer({
  name: 'SGD',
  summary: 'gradient descent, plain or with heavy-ball or Nesterov momentum',
  source: 'Robbins & Monro 1951; Polyak 1964; Sutskever et al. 2013; torch.optim.SGD',
  equation: [
    'g ← g + λθ',
    'm ← μm + (1 - τ)g            (m = g at t = 1)',
    'd = m                        (nesterov: d = g + μm)',
    'θ ← θ - ηd',
  ],
  settings,
  acrossWidths: () => 'coordinates',
  memory: (parameters, { momentum }) => (momentum > 0 ? countNumbers(parameters) : 0),
  create: (members) => chain(addWeightDecay(members), momentum(members), scaleByLearningRate(members)),
});
