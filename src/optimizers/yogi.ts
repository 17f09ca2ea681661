import { z } from 'zod';
import { numbersPerParameter } from './entry/memory.ts';
import { defineOptimizer } from './entry/optimizer.ts';
import { learningRate } from './transforms/learning-rate.ts';
import { betas, epsilon } from './transforms/scale-by-adam.ts';
import { scaleByYogi } from './transforms/scale-by-yogi.ts';
import { decayedEitherWay, decaySettings } from './transforms/weight-decay.ts';

const settings = z.object({
  lr: learningRate(1e-2, "the reference's"),
  betas: betas(0.9, 0.999),
  eps: epsilon(1e-3, "the reference's"),
  initial_accumulator: z
    .number()
    .min(0)
    .default(1e-6)
    .describe("both moments before the first gradient; default: the reference's"),
  ...decaySettings,
});

/**
 * Yogi. As in the reference, the first moment starts at `initial_accumulator` like the second (the paper's starts at
 * zero), so that parameters without a gradient move a little. State: two numbers a parameter.
 */
export const yogi = defineOptimizer({
  name: 'YOGI',
  summary: 'Adam whose second moment changes additively',
  source: 'Zaheer et al. 2018 (NeurIPS); kozistr/pytorch_optimizer yogi.py',
  equation: [
    'm ← β₁m + (1 - β₁)g          (from m = initial_accumulator)',
    'v ← v + (1 - β₂)·sign(g² - v)·g²    (from v = initial_accumulator)',
    'θ ← θ - η((m/c₁)/(√(v/c₂) + ε) + λθ)',
    'weight_decouple=false: g ← g + λθ first;  fixed_decay: λθ in place of ηλθ',
  ],
  settings,
  acrossWidths: () => 'coordinates',
  memory: numbersPerParameter(2),
  create: (members) => decayedEitherWay(members, scaleByYogi(members)),
});
