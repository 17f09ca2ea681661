import { z } from 'zod';
import { pow } from '../pow.ts';
import { numbersPerParameter } from './entry/memory.ts';
import { defineOptimizer } from './entry/optimizer.ts';
import type { MemberStep } from './members/per-member.ts';
import { chain } from './transforms/chain.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { rectification } from './transforms/rectification.ts';
import {
  type AdamSettings,
  type AdamWeights,
  betas,
  epsilon,
  scaleByAdam,
} from './transforms/scale-by-adam.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';

const settings = z.object({
  lr: learningRate(1e-3, "PyTorch's"),
  betas: betas(0.9, 0.999),
  eps: epsilon(1e-8, "PyTorch's, before that root is corrected for its start at zero"),
  weight_decay: weightDecay(0, 'L2: part of the gradient, and so of both moments'),
});

/**
 * Adam whose steps are held back while the second moment has seen few gradients. As in PyTorch, the first of them (five
 * with beta2 = 0.999) follow the averaged gradient itself, whatever its size: they are huge where gradients are.
 * State: two numbers a parameter.
 */
export const radam = defineOptimizer({
  name: 'RADAM',
  summary: 'Adam, rectified for the variance of its first steps',
  source: 'Liu et al. 2020 (arXiv 1908.03265); torch.optim.RAdam',
  equation: [
    'g ← g + λθ',
    'm ← β₁m + (1 - β₁)g',
    'v ← β₂v + (1 - β₂)g²',
    'ρ = ρ∞ - 2tβ₂ᵗ/c₂,  ρ∞ = 2/(1 - β₂) - 1',
    'r = √((ρ - 4)(ρ - 2)ρ∞/((ρ∞ - 4)(ρ∞ - 2)ρ))',
    'if ρ > 5:  θ ← θ - ηr(√c₂/c₁)·m/(√v + ε)',
    'else:      θ ← θ - ηm/c₁',
  ],
  settings,
  acrossWidths: () => 'coordinates',
  memory: numbersPerParameter(2),
  create: (members) =>
    chain(addWeightDecay(members), scaleByAdam(members, rectified), scaleByLearningRate(members)),
});

function rectified({ betas: [beta1, beta2], eps }: AdamSettings, { step }: MemberStep): AdamWeights {
  const c1 = 1 - pow(beta1, step);
  const factor = rectification(beta2, step);
  if (factor === undefined) return { numerator: 1 / c1, root: 0, eps: 1 };
  return { numerator: (factor * Math.sqrt(1 - pow(beta2, step))) / c1, eps };
}
