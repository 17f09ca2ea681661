import { z } from 'zod';
import { signOf } from '../tensors/sign-of.ts';
import { mapTree } from '../tensors/tree.ts';
import { countNumbers } from './entry/memory.ts';
import { defineOptimizer } from './entry/optimizer.ts';
import { common } from './members/per-member.ts';
import { averageGradients } from './transforms/average-gradients.ts';
import { chain, identity, stateless } from './transforms/chain.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { momentumSetting } from './transforms/momentum.ts';
import { onKernels } from './transforms/on-kernels.ts';
import { scaleByShape } from './transforms/scale-by-shape.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';

const settings = z.object({
  lr: learningRate(1e-3, "Adam's: both make steps of about the learning rate in every coordinate"),
  momentum: momentumSetting(0.9),
  nesterov: z.boolean().default(false).describe("Nesterov's look ahead in the moving average of gradients"),
  correct_bias: z
    .boolean()
    .default(false)
    .describe('make up for the average having started at zero; changes signs only with nesterov'),
  use_shape_scaling: z
    .boolean()
    .default(false)
    .describe('steps of kernels times 2 / (in + out); vectors keep theirs'),
  weight_decay: weightDecay(0, 'decoupled: parameters shrink by lr · weight_decay'),
});

/**
 * Steps of the learning rate in every coordinate, against the sign of the gradient (signSGD, momentum=0) or of its moving
 * average (Signum). Coordinates whose average is exactly zero rest.
 *
 * State: one number a parameter, none without momentum.
 */
export const signsgd = defineOptimizer({
  name: 'SIGNSGD',
  aliases: ['SIGNUM'],
  summary: 'the sign of the averaged gradient, and nothing of its size',
  source:
    'Bernstein et al. 2018 (arXiv 1802.04434); options: NVIDIA-NeMo/Emerging-Optimizers signum.py at fd77292',
  equation: [
    'm ← μm + (1 - μ)g',
    'u = sign(m)                  (nesterov: u = sign(μm + (1 - μ)g))',
    'θ ← θ - η(u + λθ)',
    'correct_bias, with nesterov: u = sign(μm/(1 - μᵗ⁺¹) + (1 - μ)g/(1 - μᵗ))',
    'use_shape_scaling: u times 2/(in + out) for kernels',
  ],
  settings,
  acrossWidths: ({ use_shape_scaling }) => (use_shape_scaling ? undefined : 'coordinates'),
  memory: (parameters, { momentum }) => (momentum > 0 ? countNumbers(parameters) : 0),
  create(members) {
    const averages = members.map(({ momentum, correct_bias }) => ({
      keep: momentum,
      take: 1 - momentum,
      correct: correct_bias,
    }));
    return chain(
      averageGradients(averages, { nesterov: common(members, 'nesterov') }),
      sign,
      common(members, 'use_shape_scaling') ? scaleKernels : identity,
      addWeightDecay(members),
      scaleByLearningRate(members),
    );
  },
});

const scaleKernels = onKernels(scaleByShape((inputs, outputs) => 2 / (inputs + outputs)));

const sign = stateless((gradients) => mapTree(signOf, gradients), { elementwise: true });
