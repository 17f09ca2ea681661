import { z } from 'zod';
import { numbersPerParameter } from './entry/memory.ts';
import { defineOptimizer } from './entry/optimizer.ts';
import { chain } from './transforms/chain.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { adamSettings, scaleByAdam } from './transforms/scale-by-adam.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';

const settings = z.object({
  lr: learningRate(
    1e-3,
    "a fair compromise of the sweeps in configs/defaults, and PyTorch's (CleanRL's PPO uses 2.5e-4)",
  ),
  ...adamSettings,
  weight_decay: weightDecay(0, 'L2: part of the gradient, and so of both moments'),
});

/** Adam: steps of about the learning rate in every coordinate. State: two numbers a parameter. */
export const adam = defineOptimizer({
  name: 'ADAM',
  summary: 'bias-corrected first moment over the root of the second',
  source: 'Kingma & Ba 2015 (arXiv 1412.6980); torch.optim.Adam',
  equation: ['g ← g + λθ', 'm ← β₁m + (1 - β₁)g', 'v ← β₂v + (1 - β₂)g²', 'θ ← θ - η(m/c₁)/(√(v/c₂) + ε)'],
  settings,
  acrossWidths: () => 'coordinates',
  memory: numbersPerParameter(2),
  create: (members) => chain(addWeightDecay(members), scaleByAdam(members), scaleByLearningRate(members)),
});
