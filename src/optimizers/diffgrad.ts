import { z } from 'zod';
import { numbersPerParameter } from './entry/memory.ts';
import { defineOptimizer } from './entry/optimizer.ts';
import { chain } from './transforms/chain.ts';
import { friction } from './transforms/friction.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { betas, biasCorrected, epsilon, scaleByAdam } from './transforms/scale-by-adam.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';

const settings = z.object({
  lr: learningRate(1e-3, "the reference's"),
  betas: betas(0.9, 0.999),
  eps: epsilon(1e-8, "the reference's, before that root is corrected for its start at zero"),
  weight_decay: weightDecay(0, 'L2: part of the gradient, its change and both moments'),
});

/**
 * Adam with friction. The authors' first file compared each gradient with itself and so merely halved Adam's steps; this
 * is their corrected one. State: three numbers a parameter.
 */
export const diffgrad = defineOptimizer({
  name: 'DIFFGRAD',
  summary: 'Adam, slowed down where gradients have settled',
  source: 'Dubey et al. 2020 (arXiv 1909.11015); shivram1987/diffGrad diffGrad_v2.py',
  equation: [
    'g ← g + λθ',
    'm ← β₁m + (1 - β₁)g',
    'v ← β₂v + (1 - β₂)g²',
    'f = 1/(1 + exp(-|g - g′|))   (g′ = 0 at t = 1)',
    'θ ← θ - ηf(√c₂/c₁)·m/(√v + ε)',
  ],
  settings,
  acrossWidths: () => 'coordinates',
  memory: numbersPerParameter(3),
  create(members) {
    const adam = scaleByAdam(members, (settings, at) => ({
      ...biasCorrected(settings, at),
      eps: settings.eps,
    }));
    return chain(addWeightDecay(members), friction(adam), scaleByLearningRate(members));
  },
});
