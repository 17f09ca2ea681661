import { z } from 'zod';
import { numbersPerParameter } from './entry/memory.ts';
import { defineOptimizer } from './entry/optimizer.ts';
import { chain } from './transforms/chain.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { adamSettings, biasCorrected, scaleByAdam } from './transforms/scale-by-adam.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';

const settings = z.object({
  lr: learningRate(1e-3, "ADAM's"),
  ...adamSettings,
  weight_decay: weightDecay(0, 'L2: part of the gradient, and so of both moments'),
});

/**
 * Adam that starts afresh, moments and bias corrections, with every roll-out. With an agent that makes one update a
 * roll-out, steps are the sign of the gradient. State: two numbers a parameter.
 */
export const adamReset = defineOptimizer({
  name: 'ADAM_RESET',
  summary: 'Adam that starts afresh at every roll-out',
  source:
    'Asadi, Fakoor & Sabach 2023 (arXiv 2306.17833), there for target networks; Adam-MR in arXiv 2412.17113',
  equation: [
    'g ← g + λθ',
    'm ← β₁m + (1 - β₁)g          (from m = v = 0 after every roll-out)',
    'v ← β₂v + (1 - β₂)g²',
    'θ ← θ - η(m/(1 - β₁ˢ))/(√(v/(1 - β₂ˢ)) + ε)',
    's: updates since the last roll-out, this one included',
  ],
  settings,
  memory: numbersPerParameter(2),
  create(members) {
    const adam = scaleByAdam(members, (settings, { stepInRollout }) => ({
      ...biasCorrected(settings, { step: stepInRollout }),
      memory: stepInRollout === 1 ? 0 : 1,
    }));
    return chain(addWeightDecay(members), adam, scaleByLearningRate(members));
  },
});
