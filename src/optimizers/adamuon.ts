import { z } from 'zod';
import { memberNorm } from '../tensors/member-norm.ts';
import { signOf } from '../tensors/sign-of.ts';
import * as tf from '../tensors/tf.ts';
import { mapTree } from '../tensors/tree.ts';
import { countNumbers } from './entry/memory.ts';
import { defineOptimizer, type Optimizer, type Params } from './entry/optimizer.ts';
import { companionSettings, memoryWithCompanion, withCompanion } from './layout/companion.ts';
import { common, perMember } from './members/per-member.ts';
import { averageGradients } from './transforms/average-gradients.ts';
import { chain, stateless } from './transforms/chain.ts';
import { flatten } from './transforms/flatten.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { overRoot } from './transforms/moments.ts';
import { momentumSetting } from './transforms/momentum.ts';
import { newtonSchulzSteps, orthogonalize } from './transforms/orthogonalize.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';
import { blend, forgetIn, zeros } from './transforms/weighted.ts';

const settings = z.object({
  lr: learningRate(0.02, "the reference's"),
  momentum: momentumSetting(0.95),
  nesterov: z.boolean().default(true).describe("Nesterov's look ahead in the moving average of gradients"),
  ns_steps: newtonSchulzSteps,
  eps: z.number().positive().default(1e-8).describe('added to roots and norms that are divided by'),
  weight_decay: weightDecay(0.01, 'decoupled, of the kernels; default: the reference'),
  ...companionSettings({ byDefault: true, origin: 'all kernels, as PufferLib trains them by Muon' }),
});

/**
 * AdaMuon: the signs of averaged gradients made orthogonal, then divided by the root of the moving average of their squares
 * and brought to a root mean square of 0.2, about that of Adam's steps, whatever the size of the gradients. Neither average
 * is corrected for having started at zero. Vectors are Adam's.
 *
 * State: two numbers a parameter, one without momentum for what it treats itself.
 */
export const adamuon = defineOptimizer({
  name: 'ADAMUON',
  summary: 'signs of averaged gradients made orthogonal, with a second moment; Adam for vectors',
  source: 'Si et al. 2025 (arXiv 2507.11005); Chongjie-Si/AdaMuon adamuon.py at 369f0b3',
  equation: [
    'm ← μm + (1 - μ)g',
    'u = (1 - μ)g + μm            (nesterov=false: u = m)',
    'O = NS(sign(u))',
    'v ← μv + (1 - μ)O²',
    'O ← O/(√v + ε)',
    'θ ← θ - η(0.2·√(in·out)·O/(‖O‖ + ε) + λθ)',
    'other parameters: ADAMW with adam_lr, adam_betas, adam_eps,',
    '  adam_weight_decay',
  ],
  settings,
  memory: memoryWithCompanion((kernels, { momentum }) => (momentum > 0 ? 2 : 1) * countNumbers(kernels)),
  create(members) {
    const averages = members.map(({ momentum }) => ({ keep: momentum, take: 1 - momentum }));
    return withCompanion(
      'ADAMUON',
      members,
      chain(
        flatten(averageGradients(averages, { nesterov: common(members, 'nesterov') })),
        signs,
        orthogonalize(members.map(({ ns_steps }) => ({ ns_steps }))),
        normalized(members),
        addWeightDecay(members),
        scaleByLearningRate(members),
      ),
    );
  },
});

const signs = stateless((gradients) => mapTree(signOf, gradients), { elementwise: true });

/** The root mean square of every step, at a learning rate of 1. */
const rootMeanSquare = 0.2;

/** Each tensor over the root of the moving average of its squares, and of one root mean square. */
function normalized(
  members: readonly { readonly momentum: number; readonly eps: number }[],
): Optimizer<{ readonly squares: Params }> {
  const coefficients = perMember(members, ({ momentum, eps }) => ({
    keep: momentum,
    take: 1 - momentum,
    eps,
  }));
  return {
    elementwise: false,
    init: (params) => ({ squares: zeros(params) }),
    forget: forgetIn,
    update(directions, state, _params, context) {
      const { keep, take, eps } = coefficients(context);
      const squares = blend(state.squares, keep, mapTree(tf.square, directions), take);
      const updates = mapTree(
        (direction) => {
          const length = rootMeanSquare * Math.sqrt(direction.shape[1]! * direction.shape[2]!);
          return tf.mul(direction, tf.div(length, tf.add(memberNorm(direction), eps)));
        },
        overRoot(directions, squares, eps),
      );
      return { updates, state: { squares } };
    },
  };
}
