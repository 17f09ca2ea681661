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
 * Adam whose bias corrections count updates from the last roll-out on, while the moments go on: with the default betas,
 * the first step on new experience is about a third of Adam's; where gradients have grown much it is as long as Adam's
 * very first, instead of three times that. State: two numbers a parameter.
 */
export const adamRel = defineOptimizer({
  name: 'ADAM_REL',
  summary: 'Adam whose clock restarts at every roll-out',
  source: 'Ellis et al. 2024 (arXiv 2412.17113)',
  equation: [
    'g ← g + λθ',
    'm ← β₁m + (1 - β₁)g',
    'v ← β₂v + (1 - β₂)g²',
    'θ ← θ - η(m/(1 - β₁ˢ))/(√(v/(1 - β₂ˢ)) + ε)',
    's: updates since the last roll-out, this one included',
  ],
  settings,
  memory: numbersPerParameter(2),
  create(members) {
    const adam = scaleByAdam(members, (settings, { stepInRollout }) =>
      biasCorrected(settings, { step: stepInRollout }),
    );
    return chain(addWeightDecay(members), adam, scaleByLearningRate(members));
  },
});
