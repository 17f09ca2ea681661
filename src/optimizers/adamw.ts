import { z } from 'zod';
import { numbersPerParameter } from './entry/memory.ts';
import { defineOptimizer } from './entry/optimizer.ts';
import { chain } from './transforms/chain.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { adamSettings, scaleByAdam } from './transforms/scale-by-adam.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';

const settings = z.object({
  lr: learningRate(1e-3, "a fair compromise of the sweeps in configs/defaults, and PyTorch's"),
  ...adamSettings,
  weight_decay: weightDecay(0.01, "decoupled: parameters shrink by lr · weight_decay; default: PyTorch's"),
});

/** Adam whose weight decay bypasses the moments. State: two numbers a parameter. */
export const adamw = defineOptimizer({
  name: 'ADAMW',
  summary: 'Adam with decoupled weight decay',
  source: 'Loshchilov & Hutter 2019 (arXiv 1711.05101); torch.optim.AdamW',
  equation: ['m ← β₁m + (1 - β₁)g', 'v ← β₂v + (1 - β₂)g²', 'θ ← θ - η((m/c₁)/(√(v/c₂) + ε) + λθ)'],
  settings,
  acrossWidths: () => 'coordinates',
  memory: numbersPerParameter(2),
  create: (members) => chain(scaleByAdam(members), addWeightDecay(members), scaleByLearningRate(members)),
});
