import { z } from 'zod';
import type { NamedShape } from '../tensors/parameter-layout.ts';
import type { TensorTree } from '../tensors/tree.ts';
import { defineOptimizer, type Optimizer } from './entry/optimizer.ts';
import { adamCompanion, companionSettings } from './layout/companion.ts';
import { parameterRoles } from './layout/parameter-roles.ts';
import { common } from './members/per-member.ts';
import { chain, identity } from './transforms/chain.ts';
import { decayAfterwards, decoupledShare } from './transforms/decay-afterwards.ts';
import { preconditionByKl } from './transforms/kl-preconditioner.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { normalizeSizes } from './transforms/normalize-sizes.ts';
import { partition } from './transforms/partition.ts';
import { betas } from './transforms/scale-by-adam.ts';
import { weightDecay } from './transforms/weight-decay.ts';

const settings = z.object({
  lr: learningRate(1e-4, "the reference's"),
  betas: betas(0.9, 0.98),
  shampoo_beta: z
    .number()
    .lt(1)
    .default(-1)
    .describe('what the factors keep of their past; below 0: the second of betas'),
  eps: z.number().min(0).default(1e-8).describe('added to what is divided by; default: the reference'),
  weight_decay: weightDecay(0.01, 'decoupled, after each step; default: the reference'),
  precondition_frequency: z
    .int()
    .positive()
    .default(10)
    .describe('steps from one turn of the bases to the next; default: the reference'),
  init_factor: z
    .number()
    .positive()
    .default(0.1)
    .describe('what all eigenvalues of the factors begin with; default: the reference'),
  normalize_grads: z
    .boolean()
    .default(false)
    .describe('bring the update of each kernel to a root mean square of 1'),
  using_clamping: z
    .boolean()
    .default(true)
    .describe('bound the inverse roots of eigenvalues by the length of the side, but by no less than 10'),
  max_clamp_value: z.number().positive().default(4000).describe('the largest of these bounds, if over 10'),
  ...companionSettings({
    byDefault: true,
    origin: 'all kernels; KL_SOAP does better without on acrobot, see its recipe',
  }),
});

type Settings = z.output<typeof settings>;

/** What treats each parameter: a kernel with a side of one is left to Adam, and so is what the settings say. */
function routesOf(
  name: string,
  { inputs, heads }: Pick<Settings, 'inputs' | 'heads'>,
): (parameters: readonly NamedShape[]) => Record<string, string> {
  return (parameters) => {
    const roles = parameterRoles(parameters);
    const treated = { input: inputs, hidden: true, head: heads, vector: false };
    return Object.fromEntries(
      parameters.map((each) => [
        each.name,
        treated[roles[each.name]!] && Math.min(...each.shape) > 1 ? name : 'ADAM',
      ]),
    );
  };
}

function memoryOf(inBasis: boolean) {
  return (parameters: readonly NamedShape[], settings: Settings): number => {
    const routes = routesOf('own', settings)(parameters);
    return parameters.reduce((sum, { name, shape }) => {
      const numbers = shape[0] * shape[1];
      if (routes[name] !== 'own') return sum + 2 * numbers;
      const factors = shape.reduce((total, n) => total + 2 * n * n + n, 0);
      return sum + (inBasis ? 2 : 1) * numbers + factors;
    }, 0);
  };
}

function createBy(name: string, rule: 'shampoo' | 'adam') {
  return (members: readonly Settings[]): Optimizer<{ readonly [rule: string]: TensorTree }> => {
    const own = chain(
      preconditionByKl(members, rule),
      common(members, 'normalize_grads') ? normalizeSizes : identity,
      scaleByLearningRate(members, ({ lr }, { step }) => (step === 1 ? 0 : lr)),
      decayAfterwards(members, (settings, at) => (at.step === 1 ? 0 : decoupledShare(settings, at))),
    );
    const adam = adamCompanion(members);
    const treated = { inputs: common(members, 'inputs'), heads: common(members, 'heads') };
    return partition({ [name]: own, [adam.name]: adam.rule }, routesOf(name, treated));
  };
}

/**
 * Shampoo with the factors that are closest to the covariance of gradients, and eigenbases that are led on by a step of
 * orthogonal iteration now and then. Kernels with a side of one and vectors are Adam's.
 *
 * As in the reference the first update only makes the bases: no kernel moves, and the gradient is lost to the moment.
 *
 * State: a number a parameter, for every side of length n 2 n² + n numbers; two for what is left to Adam.
 */
export const klShampoo = defineOptimizer({
  name: 'KL_SHAMPOO',
  summary: 'SHAMPOO with factors that each see gradients whitened by the other; Adam for vectors',
  source: 'Lin et al. 2025 (arXiv 2509.03378); yorkerlin/KL-Methods kl_opt.py at a02e622',
  equation: [
    't = 1: only L, R, their eigenvectors P, Q, and p = q = 1/√init_factor;',
    'after it, with the bases and factors of the step before:',
    'm ← β₁m + (1 - β₁)g',
    'u = P((PᵀmQ)·pqᵀ/(1 + ε·pqᵀ))Qᵀ',
    'θ ← θ - ηu,  then θ ← (1 - ηλ)θ',
    'L ← bL + (1 - b)·gQ diag(q²)Qᵀgᵀ/in      (b = shampoo_beta, or β₂)',
    'R ← bR + (1 - b)·gᵀP diag(p²)Pᵀg/out',
    'p ← 1/√(b/p² + (1 - b)·mean((G q)²) of every row of G),  G = PᵀgQ',
    'q ← 1/√(b/q² + (1 - b)·mean((G p)²) of every column of G)',
    'using_clamping: p, q ≤ max(10, min(length of the side, max_clamp_value))',
    't - 1 a multiple of precondition_frequency: P ← Q of the QR decomposition',
    '  of LP, likewise Q',
    'normalize_grads: u/RMS(u) for u',
    'other parameters, kernels with a side of 1 too: ADAMW with adam_lr,',
    '  adam_betas, adam_eps, adam_weight_decay',
  ],
  settings,
  memory: memoryOf(false),
  create: createBy('KL_SHAMPOO', 'shampoo'),
});

/**
 * Adam, without correction of its biases, in the eigenbasis of {@link klShampoo}.
 *
 * State: that of KL_SHAMPOO and one number more for every number of its kernels.
 */
export const klSoap = defineOptimizer({
  name: 'KL_SOAP',
  summary: 'Adam in the eigenbasis of KL_SHAMPOO; Adam as it is for vectors',
  source: 'Lin et al. 2025 (arXiv 2509.03378); yorkerlin/KL-Methods kl_opt.py, using_klsoap, at a02e622',
  equation: [
    't = 1: only L, R, their eigenvectors P, Q, and p = q = 1/√init_factor;',
    'after it, with the bases and factors of the step before:',
    'm ← β₁m + (1 - β₁)G,  G = PᵀgQ',
    'v ← β₂v + (1 - β₂)G²',
    'u = P(m/(√v + ε))Qᵀ',
    'θ ← θ - ηu,  then θ ← (1 - ηλ)θ',
    'L ← bL + (1 - b)·gQ diag(q²)Qᵀgᵀ/in      (b = shampoo_beta, or β₂)',
    'R ← bR + (1 - b)·gᵀP diag(p²)Pᵀg/out',
    'p ← 1/√(b/p² + (1 - b)·mean((G q)²) of every row of G)',
    'q ← 1/√(b/q² + (1 - b)·mean((G p)²) of every column of G)',
    'using_clamping: p, q ≤ max(10, min(length of the side, max_clamp_value))',
    't - 1 a multiple of precondition_frequency: P ← Q of the QR decomposition',
    '  of LP, likewise Q; m is turned into the new bases',
    'normalize_grads: u/RMS(u) for u',
    'other parameters, kernels with a side of 1 too: ADAMW with adam_lr,',
    '  adam_betas, adam_eps, adam_weight_decay',
  ],
  settings,
  memory: memoryOf(true),
  create: createBy('KL_SOAP', 'adam'),
});
