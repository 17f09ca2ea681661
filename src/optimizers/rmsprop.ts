import { z } from 'zod';
import { countNumbers } from './entry/memory.ts';
import { defineOptimizer } from './entry/optimizer.ts';
import { chain } from './transforms/chain.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { momentum, momentumSetting } from './transforms/momentum.ts';
import { scaleByRms } from './transforms/scale-by-rms.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';

const settings = z.object({
  lr: learningRate(1e-3, "a fair compromise of the sweeps in configs/defaults (PyTorch's is 1e-2)"),
  alpha: z
    .number()
    .min(0)
    .lt(1)
    .default(0.99)
    .describe('what the moving average of the squared gradient keeps of its past'),
  eps: z
    .number()
    .positive()
    .default(1e-5)
    .describe("added to the root of the average; default: Stable-Baselines3's for A2C (PyTorch's is 1e-8)"),
  weight_decay: weightDecay(0, 'L2'),
  momentum: momentumSetting(0),
  centered: z
    .boolean()
    .default(false)
    .describe('divide by the standard deviation instead of the root mean square'),
});

/** RMSprop. State: one number a parameter, one more if centred, one more with momentum. */
export const rmsprop = defineOptimizer({
  name: 'RMSPROP',
  summary: 'gradients over the root of a moving average of their squares',
  source: 'Tieleman & Hinton 2012; torch.optim.RMSprop (eps outside the root, TensorFlow has it inside)',
  equation: [
    'g ← g + λθ',
    's ← alpha·s + (1 - alpha)g²',
    'u = g/(√s + ε)',
    'b ← μb + u',
    'θ ← θ - ηb',
    'centered: a ← alpha·a + (1 - alpha)g, and s - a² for s in u',
  ],
  settings,
  acrossWidths: () => 'coordinates',
  memory: (parameters, { centered, momentum }) =>
    countNumbers(parameters) * (1 + Number(centered) + Number(momentum > 0)),
  create: (members) =>
    chain(
      addWeightDecay(members),
      scaleByRms(members),
      momentum(members.map(({ momentum }) => ({ momentum }))),
      scaleByLearningRate(members),
    ),
});
