import { z } from 'zod';
import { pow } from '../pow.ts';
import { numbersPerParameter } from './entry/memory.ts';
import { defineOptimizer } from './entry/optimizer.ts';
import type { MemberStep } from './members/per-member.ts';
import { chain } from './transforms/chain.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { type AdamWeights, betas, epsilon, scaleByAdam } from './transforms/scale-by-adam.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';

const settings = z.object({
  lr: learningRate(2e-3, "PyTorch's"),
  betas: betas(0.9, 0.999),
  eps: epsilon(1e-8, "PyTorch's"),
  weight_decay: weightDecay(0, 'L2: part of the gradient, and so of both moments'),
  momentum_decay: z
    .number()
    .min(0)
    .default(4e-3)
    .describe("how fast the momentum warms up from half of beta1 to beta1; default: PyTorch's"),
});

type Settings = z.output<typeof settings>;

/**
 * Adam with Nesterov's momentum. The product of the momenta so far, which PyTorch keeps in single precision, is worked
 * out in double here. State: two numbers a parameter.
 */
export const nadam = defineOptimizer({
  name: 'NADAM',
  summary: 'Adam with Nesterov momentum that warms up',
  source: 'Dozat 2016 (ICLR workshop); torch.optim.NAdam of PyTorch 2 (1.13 corrects by a wrong product)',
  equation: [
    'g ← g + λθ',
    'm ← β₁m + (1 - β₁)g',
    'v ← β₂v + (1 - β₂)g²',
    'μₜ = β₁(1 - ½·0.96^(t·momentum_decay)),  Πₜ = μ₁μ₂⋯μₜ',
    'u = (1 - μₜ)/(1 - Πₜ)·g + μₜ₊₁/(1 - Πₜμₜ₊₁)·m',
    'θ ← θ - ηu/(√(v/c₂) + ε)',
  ],
  settings,
  acrossWidths: () => 'coordinates',
  memory: numbersPerParameter(2),
  create: (members) =>
    chain(addWeightDecay(members), scaleByAdam(members, lookingAhead), scaleByLearningRate(members)),
});

/**
 * The gradient at hand and the average that already holds it, weighted by a momentum μ that warms up from about half of β₁
 * to β₁.
 */
function lookingAhead(settings: Settings, { step }: MemberStep): AdamWeights {
  const [now, next] = [warmedUp(settings, step), warmedUp(settings, step + 1)];
  const product = warmUpProduct(settings, step);
  const rootC2 = Math.sqrt(1 - pow(settings.betas[1], step));
  return {
    numerator: (rootC2 * next) / (1 - product * next),
    gradient: (rootC2 * (1 - now)) / (1 - product),
    eps: settings.eps * rootC2,
  };
}

/** μ of an update. */
function warmedUp({ betas: [beta1], momentum_decay }: Settings, step: number): number {
  return beta1 * (1 - 0.5 * pow(0.96, step * momentum_decay));
}

/**
 * The product of μ from the first update on. Worked out anew each time, so that nothing need be remembered; that is
 * short, because a product too small to change 1 - product need not be finished.
 */
function warmUpProduct(settings: Settings, step: number): number {
  let product = 1;
  for (let t = 1; t <= step && product > Number.EPSILON / 4; t++) product *= warmedUp(settings, t);
  return product;
}
