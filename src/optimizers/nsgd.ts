import { z } from 'zod';
import { countNumbers } from './entry/memory.ts';
import { defineOptimizer } from './entry/optimizer.ts';
import { common } from './members/per-member.ts';
import { average } from './transforms/average.ts';
import { chain } from './transforms/chain.ts';
import { flatten } from './transforms/flatten.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { momentumSetting } from './transforms/momentum.ts';
import { normalizeTensors } from './transforms/normalize-tensors.ts';
import { scope, within } from './transforms/scope.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';

const settings = z.object({
  lr: learningRate(0.1, 'CartPole with PPO'),
  momentum: momentumSetting(0.9),
  scope,
  eps: z.number().positive().default(1e-12).describe('added to the norm that is divided by'),
  weight_decay: weightDecay(0, 'decoupled: parameters shrink by lr · weight_decay'),
});

/**
 * Normalised gradient descent with momentum: steps of the learning rate's length along the moving average of the gradient,
 * however large that is. State: one number a parameter, none without momentum.
 */
export const nsgd = defineOptimizer({
  name: 'NSGD',
  summary: 'the averaged gradient scaled to length 1, as a whole or tensor by tensor',
  source: 'Cutkosky & Mehta 2020 (arXiv 2002.03305)',
  equation: [
    'm ← μm + (1 - μ)g',
    'θ ← θ - η(m/(‖m‖ + ε) + λθ)',
    'scope=global: ‖m‖ of all tensors together;  scope=tensor: of each',
  ],
  settings,
  memory: (parameters, { momentum }) => (momentum > 0 ? countNumbers(parameters) : 0),
  create: (members) =>
    within(
      common(members, 'scope'),
      chain(
        flatten(average(members)),
        normalizeTensors(members),
        flatten(chain(addWeightDecay(members), scaleByLearningRate(members))),
      ),
    ),
});
