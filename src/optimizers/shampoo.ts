import { z } from 'zod';
import { defineOptimizer } from './entry/optimizer.ts';
import { parameterRoles } from './layout/parameter-roles.ts';
import { chain } from './transforms/chain.ts';
import { feedBack } from './transforms/feed-back.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { preconditionByShampoo, shampooSides } from './transforms/shampoo-preconditioner.ts';
import { sizeOfSides } from './transforms/sides.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';

const settings = z.object({
  lr: learningRate(
    0.1,
    "what trains policies on cartpole (the reference's is 1e-3): steps shrink as the sums of outer products grow",
  ),
  momentum: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe('share of the last preconditioned gradient in what is preconditioned next; 0: no momentum'),
  weight_decay: weightDecay(0, 'L2, added to what is preconditioned, or decoupled'),
  weight_decouple: z.boolean().default(false).describe('shrink parameters by lr · weight_decay instead'),
  fixed_decay: z.boolean().default(false).describe('with weight_decouple: shrink them by weight_decay alone'),
  preconditioning_compute_steps: z
    .int()
    .positive()
    .default(1)
    .describe(
      'steps from one computation of the inverse roots to the next; parameters rest until the first. Roots that are old make enormous steps in new directions unless matrix_eps is as large as what they have seen',
    ),
  kernel_root: z
    .int()
    .positive()
    .default(2)
    .describe(
      "which inverse root a kernel is multiplied by from each side; default: the reference (the paper's is 4)",
    ),
  vector_root: z
    .int()
    .positive()
    .default(2)
    .describe(
      "which inverse root a vector is multiplied by; default: the paper's (the reference's is 1, which ruins policies)",
    ),
  matrix_eps: z
    .number()
    .min(0)
    .default(1e-6)
    .describe('multiple of the identity that the sums of outer products start at; default: the reference'),
});

/**
 * Shampoo in the cheap form of kozistr's `Shampoo`: kernels are preconditioned from both sides by inverse square roots of
 * sums of outer products, vectors from their one side.
 *
 * For kernels that is not the paper's rule, which takes inverse fourth roots and gathers both sides from the gradients;
 * here the second side is gathered from gradients that the first has preconditioned already, so that steps do not grow with
 * the gradients, and momentum mixes preconditioned gradients into what is preconditioned next.
 *
 * The reference multiplies vectors by a whole inverse, so that the least gradient in a direction not seen before makes an
 * enormous step, in double precision too; `vector_root=1` is that rule. Eigenvalues smaller than the precision of the
 * tensors can tell from zero count as that bound, where the reference takes them as they come: this is what lets it train
 * in single precision.
 *
 * State: for a kernel 2 (in² + out²) numbers, for a vector of n 2 n², and one number a parameter with momentum.
 */
export const shampoo = defineOptimizer({
  name: 'SHAMPOO',
  summary: 'gradients multiplied by inverse roots of the sums of their outer products',
  source:
    'Gupta, Koren & Singer 2018 (arXiv 1802.09568), as in kozistr/pytorch_optimizer shampoo.py at 7a076d2',
  equation: [
    'x = (1 - μ)g + μx′           (x = g at t = 1; x′ what became of the last)',
    'x ← x + λθ                   (weight_decouple: θ ← θ - ηλθ beside the step)',
    'kernels: L ← L + xxᵀ,  x ← L^(-1/kernel_root) x',
    '         R ← R + xᵀx,  x ← x R^(-1/kernel_root)',
    'vectors: R ← R + xᵀx,  x ← x R^(-1/vector_root)',
    'θ ← θ - ηx',
    'L, R: from matrix_eps·I; their roots are those of the last step that was a',
    '  multiple of preconditioning_compute_steps, 0 before the first',
    'eigenvalues that the precision of the tensors cannot tell from 0 count as',
    '  the least that it can',
    'fixed_decay, with weight_decouple: λθ for ηλθ',
  ],
  settings,
  memory(parameters, { momentum }) {
    const roles = parameterRoles(parameters);
    return parameters.reduce((sum, { name, shape }) => {
      const matrices = sizeOfSides(shape, shampooSides(roles[name]!));
      return sum + 2 * matrices + (momentum > 0 ? shape[0] * shape[1] : 0);
    }, 0);
  },
  create: (members) =>
    chain(
      feedBack(
        members,
        chain(
          addWeightDecay(members, ({ weight_decay, weight_decouple }) =>
            weight_decouple ? 0 : weight_decay,
          ),
          preconditionByShampoo(members),
        ),
      ),
      scaleByLearningRate(members),
      // Behind the learning rate, since fixed decay does not know it.
      addWeightDecay(members, ({ lr, weight_decay, weight_decouple, fixed_decay }, { learningRateScale }) =>
        weight_decouple ? -weight_decay * (fixed_decay ? 1 : lr * learningRateScale) : 0,
      ),
    ),
});
