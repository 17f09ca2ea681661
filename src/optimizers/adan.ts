import { z } from 'zod';
import { numbersPerParameter } from './entry/memory.ts';
import { defineOptimizer } from './entry/optimizer.ts';
import { chain } from './transforms/chain.ts';
import { clipNorms } from './transforms/clip-norm.ts';
import { flatten } from './transforms/flatten.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { scaleByAdan } from './transforms/scale-by-adan.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';

const beta = z.number().min(0).lt(1);

const settings = z.object({
  lr: learningRate(1e-3, "the reference's"),
  betas: z
    .tuple([beta, beta, beta])
    .default([0.98, 0.92, 0.99])
    .describe(
      'what the averages of the gradient, of its change and of their square keep of their past (the paper has 1 - beta)',
    ),
  eps: z
    .number()
    .min(0)
    .default(1e-8)
    .describe("added to the root of the mean square; default: the reference's"),
  weight_decay: weightDecay(0, 'of the kind that weight_decouple says'),
  weight_decouple: z
    .boolean()
    .default(false)
    .describe(
      'parameters shrink by lr · weight_decay before the step (no_prox in sail-sg/Adan); false: they are divided by 1 + lr · weight_decay after it',
    ),
  max_grad_norm: z
    .number()
    .min(0)
    .default(0)
    .describe("bound of the norm of all gradients together; 0: no bound but the agent's own"),
});

/** Adan. State: four numbers a parameter. */
export const adan = defineOptimizer({
  name: 'ADAN',
  summary: 'Nesterov momentum from changes of the gradient, adaptive',
  source: 'Xie et al. 2022 (arXiv 2208.06677); sail-sg/Adan adan.py, kozistr/pytorch_optimizer adan.py',
  equation: [
    'max_grad_norm > 0: g ← g·min(1, max_grad_norm/(‖g‖ + ε)), of all tensors',
    'D = g - g′                   (D = 0 at t = 1)',
    'm ← β₁m + (1 - β₁)g',
    'd ← β₂d + (1 - β₂)D',
    'n ← β₃n + (1 - β₃)(g + β₂D)²',
    'u = (m/c₁ + β₂d/c₂)/(√(n/c₃) + ε)',
    'θ ← (θ - ηu)/(1 + ηλ)        (weight_decouple: θ - η(u + λθ))',
  ],
  settings,
  acrossWidths: ({ max_grad_norm }) => (max_grad_norm === 0 ? 'coordinates' : undefined),
  memory: numbersPerParameter(4),
  create(members) {
    const bounds = members.map(({ max_grad_norm, eps }) => ({
      clip_norm: max_grad_norm === 0 ? null : max_grad_norm,
      eps,
    }));
    const rule = chain(
      // Of the one vector that `flatten` makes, and so of all tensors together.
      clipNorms(bounds, 'tensor'),
      scaleByAdan(members),
      addWeightDecay(members),
      // (p - η u) / (1 + η λ) = p - η / (1 + η λ) · (u + λ p): the proximal step is the decoupled one, shortened.
      scaleByLearningRate(members, ({ lr, weight_decay, weight_decouple }, { learningRateScale }) =>
        weight_decouple ? lr : lr / (1 + lr * learningRateScale * weight_decay),
      ),
    );
    return rule.elementwise ? rule : flatten(rule);
  },
});
