import { z } from 'zod';
import { defineOptimizer } from './entry/optimizer.ts';
import { routeByRole } from './layout/route-by-role.ts';
import { common } from './members/per-member.ts';
import { chain, identity } from './transforms/chain.ts';
import { decayAfterwards, decoupledShare } from './transforms/decay-afterwards.ts';
import { inEigenbasis } from './transforms/eigenbasis.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { mergeDimensions, mergedShape } from './transforms/merge-dimensions.ts';
import { normalizeSizes } from './transforms/normalize-sizes.ts';
import { partition } from './transforms/partition.ts';
import {
  biasCorrection,
  scaleByUncorrectedAdam,
  uncorrectedAdamSettings,
} from './transforms/scale-by-uncorrected-adam.ts';
import { sidesOf, sizeOfSides } from './transforms/sides.ts';
import { weightDecay } from './transforms/weight-decay.ts';

const settings = z.object({
  lr: learningRate(3e-3, 'the reference'),
  ...uncorrectedAdamSettings([0.95, 0.95], 1e-8),
  shampoo_beta: z
    .number()
    .lt(1)
    .default(-1)
    .describe('what the moving averages of g gᵀ and gᵀ g keep of their past; below 0: the second of betas'),
  weight_decay: weightDecay(0.01, 'decoupled, after each step; default: the reference'),
  precondition_frequency: z
    .int()
    .positive()
    .default(10)
    .describe('steps from one turn of the bases to the next; default: the reference'),
  max_precond_dim: z
    .int()
    .positive()
    .default(10_000)
    .describe('a longer side of a matrix is not rotated; default: the reference'),
  merge_dims: z
    .boolean()
    .default(false)
    .describe('treat a kernel of no more than max_precond_dim numbers as one vector'),
  precondition_1d: z.boolean().default(false).describe('rotate vectors too'),
  normalize_grads: z
    .boolean()
    .default(false)
    .describe('bring the update of each tensor to a root mean square of 1'),
  heads: z
    .boolean()
    .default(true)
    .describe('rotate the last kernel of each network too; default: the reference'),
});

type Settings = z.output<typeof settings>;

/**
 * Adam in the basis of Shampoo's eigenvectors: the gradient of a kernel is turned into the eigenbases of the moving
 * averages of g gᵀ and gᵀ g, stepped by Adam there and turned back. Vectors take Adam's step as they are.
 *
 * As in the reference the first update only makes the bases: no parameter moves, vectors included, and the gradient is
 * lost to the moments. The step count of the bias corrections starts with the second.
 *
 * State: two numbers a parameter, and for every rotated side of length n 2 n² numbers.
 */
export const soap = defineOptimizer({
  name: 'SOAP',
  summary: "Adam in the slowly turning eigenbasis of Shampoo's preconditioner",
  source: 'Vyas et al. 2024 (arXiv 2409.11321); nikhilvyas/SOAP soap.py at a1e5535',
  equation: [
    't = 1: only L, R and their eigenvectors P, Q;  after it, s = t - 1:',
    'G = Pᵀg Q',
    'm ← β₁m + (1 - β₁)G',
    'v ← β₂v + (1 - β₂)G²',
    'u = P(m/(√v + ε))Qᵀ · √(1 - β₂ˢ)/(1 - β₁ˢ)',
    'θ ← θ - ηu,  then θ ← (1 - ηλ)θ',
    'L ← bL + (1 - b)ggᵀ          (b = shampoo_beta, or β₂)',
    'R ← bR + (1 - b)gᵀg',
    's a multiple of precondition_frequency: columns of P by falling PᵀLP,',
    '  P ← Q of the QR decomposition of LP, likewise Q; m is turned into the new',
    '  bases, v follows the order of the columns',
    'correct_bias=false: without that factor;  normalize_grads: u/RMS(u) for u',
    'vectors, and sides longer than max_precond_dim: P = Q = I',
  ],
  settings,
  memory(parameters, settings) {
    const routes = routesOf(settings)(parameters);
    return parameters.reduce((sum, { name, shape }) => {
      const { max_precond_dim: longest, merge_dims } = settings;
      const matrix = merge_dims ? mergedShape(shape, longest) : shape;
      const sides = routes[name] === 'SOAP' ? sidesOf(matrix, longest) : [];
      return sum + 2 * shape[0] * shape[1] + 2 * sizeOfSides(matrix, sides);
    }, 0);
  },
  create(members) {
    const adam = scaleByUncorrectedAdam(members, gradientsSeen);
    const decay = ({ shampoo_beta, betas }: Settings) => (shampoo_beta < 0 ? betas[1] : shampoo_beta);
    const rotated = inEigenbasis(members, decay, adam);
    const longest = common(members, 'max_precond_dim');
    const options = {
      precondition_1d: common(members, 'precondition_1d'),
      heads: common(members, 'heads'),
    };
    return chain(
      partition(
        {
          SOAP: common(members, 'merge_dims') ? mergeDimensions(longest, rotated) : rotated,
          ADAM: adam,
        },
        routesOf(options),
      ),
      common(members, 'normalize_grads') ? normalizeSizes : identity,
      scaleByLearningRate(members, (settings, at) =>
        at.step === 1 ? 0 : settings.lr * biasCorrection(settings, gradientsSeen(at)),
      ),
      decayAfterwards(members, (settings, at) => (at.step === 1 ? 0 : decoupledShare(settings, at))),
    );
  },
});

/** The first gradient of a member enters no moment. */
function gradientsSeen({ step }: { readonly step: number }): number {
  return step - 1;
}

function routesOf({ precondition_1d, heads }: Pick<Settings, 'precondition_1d' | 'heads'>) {
  return routeByRole((role) => {
    const rotated = role === 'vector' ? precondition_1d : role === 'head' ? heads : true;
    return rotated ? 'SOAP' : 'ADAM';
  });
}
