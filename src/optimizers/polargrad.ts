import { z } from 'zod';
import { memberDot } from '../tensors/member-norm.ts';
import * as tf from '../tensors/tf.ts';
import { mapTree } from '../tensors/tree.ts';
import { countNumbers } from './entry/memory.ts';
import { defineOptimizer, type Optimizer, type Params } from './entry/optimizer.ts';
import { companionSettings, memoryWithCompanion, withCompanion } from './layout/companion.ts';
import { common } from './members/per-member.ts';
import { averageGradients } from './transforms/average-gradients.ts';
import { chain } from './transforms/chain.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { momentumSetting } from './transforms/momentum.ts';
import { polarFactors } from './transforms/polar-factors.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';

const settings = z.object({
  lr: learningRate(0.02, "the reference's"),
  momentum: momentumSetting(0.95),
  polar_first: z
    .boolean()
    .default(false)
    .describe('average the polar factors of gradients; false: take that of the averaged gradient'),
  method: z
    .enum(['ns', 'polar_express', 'exact'])
    .default('ns')
    .describe(
      "how polar factors are found: ns Muon's iteration, polar_express one with the best polynomial for each step, exact by singular values, which WebGPU has to wait for",
    ),
  inner_steps: z.int().min(1).max(100).default(5).describe('steps of ns and polar_express'),
  weight_decay: weightDecay(0, 'decoupled, of the kernels'),
  ...companionSettings({ byDefault: true, origin: 'all kernels, as the authors advise for heads too' }),
});

type Settings = z.output<typeof settings>;

/**
 * PolarGrad: the polar factor of the averaged gradient, which is what Muon steps along, times the gradient's nuclear norm:
 * steps with equal singular values that are as large as the gradients are, and end where these do. Vectors are Adam's.
 *
 * State: one number for every number of its kernels, none without momentum; two for every other.
 */
export const polargrad = defineOptimizer({
  name: 'POLARGRAD',
  summary: 'momentum made orthogonal, times its nuclear norm; Adam for vectors',
  source: 'Lau et al. 2025 (arXiv 2505.21799); timlautk/polargrad polar_grad.py at 79f3c6f',
  equation: [
    'm ← μm + (1 - μ)g',
    'U = polar(m)',
    'θ ← θ - η(⟨m, U⟩U + λθ)',
    'polar_first: U = polar(g), m ← μm + (1 - μ)U, ⟨g, U⟩m for ⟨m, U⟩U',
    'polar(X): the orthogonal factor of X',
    '  method=ns: NS with c = 2.031;  exact: by singular values',
    '  polar_express: the polynomials of arXiv 2505.16932',
    'other parameters: ADAMW with adam_lr, adam_betas, adam_eps,',
    '  adam_weight_decay',
  ],
  settings,
  memory: memoryWithCompanion((kernels, { momentum }) => (momentum > 0 ? countNumbers(kernels) : 0)),
  create: (members) =>
    withCompanion(
      'POLARGRAD',
      members,
      chain(polarDirections(members), addWeightDecay(members), scaleByLearningRate(members)),
    ),
});

/** The orthogonal directions, as long as the nuclear norm of what they were made of. */
function polarDirections(members: readonly Settings[]): Optimizer<{ readonly average: Params }> {
  const average = averageGradients(members.map(({ momentum }) => ({ keep: momentum, take: 1 - momentum })));
  const polar = polarFactors(common(members, 'method'), common(members, 'inner_steps'));
  const first = common(members, 'polar_first');
  return {
    elementwise: false,
    init: (params) => average.init(params),
    update(gradients, before, params, context) {
      const factors = first ? polar(gradients) : undefined;
      const { updates: means, state } = average.update(factors ?? gradients, before, params, context);
      const [measured, against] = factors ? [gradients, factors] : [means, polar(means)];
      const directions = factors ? means : against;
      const updates = mapTree(
        (direction, of, factor) => tf.mul(direction, memberDot(of!, factor!)),
        directions,
        measured,
        against,
      );
      return { updates, state };
    },
  };
}
