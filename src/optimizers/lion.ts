import { z } from 'zod';
import { numbersPerParameter } from './entry/memory.ts';
import { defineOptimizer } from './entry/optimizer.ts';
import { learningRate } from './transforms/learning-rate.ts';
import { betas } from './transforms/scale-by-adam.ts';
import { scaleByLion } from './transforms/scale-by-lion.ts';
import { decayedEitherWay, decaySettings } from './transforms/weight-decay.ts';

const settings = z.object({
  lr: learningRate(
    3e-4,
    "within the authors' advice of 3 to 10 times less than ADAM's (google/automl's is 1e-4)",
  ),
  betas: betas(0.9, 0.99).describe(
    'what the average that gives the sign, and that which is remembered, keep of the past',
  ),
  ...decaySettings,
});

/** Steps of exactly the learning rate in every coordinate but those with no gradient. State: one number a parameter. */
export const lion = defineOptimizer({
  name: 'LION',
  summary: 'the sign of a gradient averaged at two speeds',
  source:
    'Chen et al. 2023 (arXiv 2302.06675); google/automl lion_pytorch.py, kozistr/pytorch_optimizer lion.py',
  equation: [
    'u = sign(β₁m + (1 - β₁)g)',
    'm ← β₂m + (1 - β₂)g',
    'θ ← θ - η(u + λθ)',
    'weight_decouple=false: g ← g + λθ first;  fixed_decay: λθ in place of ηλθ',
  ],
  settings,
  acrossWidths: () => 'coordinates',
  memory: numbersPerParameter(1),
  create: (members) => decayedEitherWay(members, scaleByLion(members)),
});
