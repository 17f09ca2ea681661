import { z } from 'zod';
import { countNumbers } from './entry/memory.ts';
import { defineOptimizer } from './entry/optimizer.ts';
import { companionSettings, memoryWithCompanion, withCompanion } from './layout/companion.ts';
import { chain } from './transforms/chain.ts';
import { flatten } from './transforms/flatten.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { momentum } from './transforms/momentum.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';
import { whitenOutputs } from './transforms/whiten-outputs.ts';

const settings = z.object({
  lr: learningRate(0.02, 'that of an independent implementation; the authors publish no code'),
  momentum: z
    .number()
    .min(0)
    .lt(1)
    .nullable()
    .default(null)
    .describe(
      "share of the last direction that is kept, before normalisation; none: no momentum, the paper's",
    ),
  nesterov: z.boolean().default(true).describe("Nesterov's momentum, where there is momentum"),
  ns_steps: z.int().min(1).max(100).default(6).describe('steps of the Newton–Schulz iteration that whitens'),
  beta: z
    .number()
    .positive()
    .default(0.5)
    .describe('factor on the polynomial of each of these steps; 0.5 is the iteration that converges'),
  post_norm: z
    .boolean()
    .default(true)
    .describe('give whitened kernels the norm they had before; false: that of an orthogonal matrix'),
  weight_decay: weightDecay(0, 'decoupled, of the kernels that are whitened'),
  ...companionSettings({ byDefault: true, origin: 'as the reference runs' }),
});

/**
 * SWAN: gradient descent without memory, on gradients standardised output by output and then whitened, so that outputs
 * learn different things at one pace. The sum of an output's weights never changes. Vectors are Adam's.
 *
 * There is no code of the authors; this follows an independent implementation, which reads the row sum in the paper's
 * algorithm 3 as a mean. Zero gradients make zero steps, where it gives NaN, and so does not a kernel of one input, which
 * has nothing left when its mean is taken away and is only whitened here.
 *
 * State: none, with momentum one number for every number of its kernels; for what is left to Adam two each.
 */
export const swan = defineOptimizer({
  name: 'SWAN',
  summary: 'gradients standardised and whitened, without memory; Adam for vectors',
  source: 'Ma et al. 2024 (arXiv 2412.13148)',
  equation: [
    'd = g                        (momentum: m ← μm + g, d = g + μm; without',
    '                             nesterov d = m)',
    'x = (d - mean)/√(mean((d - mean)²) + 1e-8) in every row',
    'Y = XXᵀ, Z = I for X = x/‖x‖;  ns_steps times:',
    '  K = 3I - ZY,  Y ← beta·YK,  Z ← beta·KZ',
    'W = ZX',
    'W ← W·‖x‖/‖W‖                (post_norm=false: W stays)',
    'θ ← θ - η(W + λθ)',
    'other parameters: ADAMW with adam_lr, adam_betas, adam_eps,',
    '  adam_weight_decay',
  ],
  settings,
  memory: memoryWithCompanion((kernels, { momentum }) => (momentum ? countNumbers(kernels) : 0)),
  create: (members) =>
    withCompanion(
      'SWAN',
      members,
      chain(
        flatten(momentum(members.map((own) => ({ momentum: own.momentum ?? 0, nesterov: own.nesterov })))),
        whitenOutputs(members),
        flatten(chain(addWeightDecay(members), scaleByLearningRate(members))),
      ),
    ),
});
