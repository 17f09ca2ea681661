import { z } from 'zod';
import { defineOptimizer } from './entry/optimizer.ts';
import { companionSettings, memoryWithCompanion, withCompanion } from './layout/companion.ts';
import { chain } from './transforms/chain.ts';
import { flatten } from './transforms/flatten.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { normalizeLines } from './transforms/normalize-lines.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';

const settings = z.object({
  lr: learningRate(3e-3, 'runs on cartpole; the authors publish no code'),
  num_iters: z
    .int()
    .min(1)
    .max(100)
    .default(5)
    .describe("rounds of evening out outputs and inputs; default: the paper's"),
  eps: z.number().min(0).default(1e-8).describe('least length that anything is divided by'),
  normalize_output: z
    .boolean()
    .default(false)
    .describe("steps of a Frobenius norm of 1 for every kernel; false: a root mean square of 1, the paper's"),
  weight_decay: weightDecay(0, 'decoupled, of what is normalised'),
  vectors: z
    .boolean()
    .default(true)
    .describe(
      'give vectors steps of length 1, as the reference does; false: leave them to Adam, as the paper does',
    ),
  ...companionSettings({ byDefault: true, origin: 'as the reference runs' }),
});

/**
 * SinkGD: gradient descent without memory, on gradients whose outputs and inputs are evened out in turn until both have
 * weights of one size.
 *
 * There is no code of the authors; this follows their algorithms 3 and 4, and for vectors an independent implementation.
 *
 * State: none, but for what is left to Adam two numbers each.
 */
export const sinkgd = defineOptimizer({
  name: 'SINKGD',
  summary: 'gradients evened out over outputs and inputs in turn, without memory',
  source: 'Scetbon et al. 2025 (arXiv 2502.06742), algorithms 3 and 4',
  equation: [
    'kernels, num_iters times: u from g by',
    '  every output:  u ← u·√in/max(‖u‖, ε)',
    '  every input:   u ← u·√out/max(‖u‖, ε)',
    '  normalize_output: u ← u/√(in·out) at the end',
    'vectors: u = g/max(‖g‖, ε)',
    'θ ← θ - η(u + λθ)',
    'other parameters: ADAMW with adam_lr, adam_betas, adam_eps,',
    '  adam_weight_decay',
  ],
  settings,
  memory: memoryWithCompanion(() => 0),
  create: (members) =>
    withCompanion(
      'SINKGD',
      members,
      chain(normalizeLines(members), flatten(chain(addWeightDecay(members), scaleByLearningRate(members)))),
    ),
});
