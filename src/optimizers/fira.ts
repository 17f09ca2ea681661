import { z } from 'zod';
import { defineOptimizer } from './entry/optimizer.ts';
import { routeByRole } from './layout/route-by-role.ts';
import { common } from './members/per-member.ts';
import { chain } from './transforms/chain.ts';
import { decayAfterwards } from './transforms/decay-afterwards.ts';
import { flatten } from './transforms/flatten.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { lowRank, lowRankShapes } from './transforms/low-rank.ts';
import { partition } from './transforms/partition.ts';
import {
  biasCorrection,
  scaleByUncorrectedAdam,
  uncorrectedAdamSettings,
} from './transforms/scale-by-uncorrected-adam.ts';
import { weightDecay } from './transforms/weight-decay.ts';

const settings = z.object({
  lr: learningRate(1e-3, 'the reference'),
  ...uncorrectedAdamSettings([0.9, 0.999], 1e-6),
  weight_decay: weightDecay(0, 'decoupled, after each step'),
  rank: z
    .int()
    .positive()
    .default(16)
    .describe(
      'dimensions that kernels are projected to, at most their shorter side; default: a quarter of 64 units, as in the paper',
    ),
  update_proj_gap: z
    .int()
    .positive()
    .default(200)
    .describe('steps from one choice of the dimensions to the next; default: the reference'),
  alpha: z
    .number()
    .min(0)
    .default(1)
    .describe('factor on what is projected back; default: the reference (its scripts use 0.25)'),
  proj_type: z
    .enum(['std', 'reverse_std', 'right', 'left'])
    .default('std')
    .describe(
      "the side of a kernel that is projected: right is that of its inputs, left that of its outputs; std: the shorter, with equal sides the inputs'; reverse_std: the other",
    ),
  heads: z
    .boolean()
    .default(true)
    .describe('project the last kernel of each network too; false: leave it to Adam'),
});

/**
 * Adam on gradients projected to a few dimensions, plus the rest of each gradient scaled as Adam has scaled the part that
 * it saw. Vectors are left to Adam.
 *
 * Differences to the reference: the dimensions are found in double precision, with the largest entry of each singular vector
 * positive, so that moments meet the same basis everywhere; `reverse_std` and `left` also work where a projected kernel is
 * square; and its `full` projection, which fails on most shapes, is not there.
 *
 * State: for a kernel r (2 · long + short) + 1 numbers, where the short side is projected; two a number for the rest.
 */
export const fira = defineOptimizer({
  name: 'FIRA',
  summary: 'Adam in the leading singular directions of kernels, and the rest scaled alike',
  source: 'Chen et al. 2024 (arXiv 2410.01623); xichen-fy/Fira fira_adamw.py at 5c28b13',
  equation: [
    'kernels, the shorter side projected (written for that of the inputs):',
    'P: the first `rank` right singular vectors of g, renewed every',
    '  update_proj_gap steps',
    'G = gP',
    'm ← β₁m + (1 - β₁)G',
    'v ← β₂v + (1 - β₂)G²',
    'N = m/(√v + ε)',
    'E = (g - alpha·GPᵀ)·‖N‖/(‖G‖ + 1e-8), norms of every output',
    'E ← E/max(1, ‖E‖/(1.01(‖E′‖ + 1e-8)))    (E stays at t = 1)',
    'θ ← θ - η(√c₂/c₁)(alpha·NPᵀ + E),  then θ ← (1 - ηλ)θ',
    'vectors: N for alpha·NPᵀ + E, with G = g',
    'correct_bias=false: without √c₂/c₁',
  ],
  settings,
  memory(parameters, settings) {
    const routes = routesOf(settings.heads)(parameters);
    const product = ([rows, columns]: readonly [number, number]) => rows * columns;
    return parameters.reduce((sum, { name, shape }) => {
      if (routes[name] === 'ADAM') return sum + 2 * product(shape);
      const { basis, projected } = lowRankShapes(shape, settings);
      return sum + product(basis) + 2 * product(projected) + 1;
    }, 0);
  },
  create(members) {
    const adam = scaleByUncorrectedAdam(members);
    return chain(
      partition({ FIRA: lowRank(members, flatten(adam)), ADAM: adam }, routesOf(common(members, 'heads'))),
      scaleByLearningRate(members, (settings, { step }) => settings.lr * biasCorrection(settings, step)),
      decayAfterwards(members),
    );
  },
});

function routesOf(heads: boolean) {
  return routeByRole((role) => (role === 'vector' || (role === 'head' && !heads) ? 'ADAM' : 'FIRA'));
}
