import { z } from 'zod';
import { pow } from '../pow.ts';
import * as tf from '../tensors/tf.ts';
import { countNumbers } from './entry/memory.ts';
import { defineOptimizer, type Optimizer } from './entry/optimizer.ts';
import { perMember } from './members/per-member.ts';
import { chain } from './transforms/chain.ts';
import { flatten } from './transforms/flatten.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { momentum } from './transforms/momentum.ts';
import { betas } from './transforms/scale-by-adam.ts';
import { inverseRoot, scaleTensors, squaredNorms } from './transforms/tensor-norms.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';
import { blend } from './transforms/weighted.ts';

const settings = z.object({
  lr: learningRate(1e-2, "the reference's"),
  betas: betas(0.95, 0.98),
  eps: z.number().positive().default(1e-8).describe('added to every norm that is divided by'),
  weight_decay: weightDecay(0, 'part of the momentum'),
  grad_averaging: z
    .boolean()
    .default(false)
    .describe('multiply what enters the momentum, weight decay included, by 1 - beta1'),
});

type Settings = z.output<typeof settings>;

/** What enters the momentum of a gradient, and beta1 times a member's first one more, that by its own norm. */
const share = ({ betas: [beta1], grad_averaging }: Settings) => (grad_averaging ? 1 - beta1 : 1);
const again = ({ betas: [beta1] }: Settings, step: number) => (step === 1 ? beta1 : 0);

/**
 * NovoGrad as the widely used PyTorch port has it: gradients divided by the root of the moving average of their squared
 * norm, tensor by tensor, then momentum. A member's first gradient and weight decay enter the momentum twice, and Adam's
 * bias corrections multiply a momentum that is no average; the paper has neither. The port's average of squared norms
 * starts at β₂ (2 - β₂) ‖g₁‖² and not at ‖g₁‖², because it is changed in place while it is read; that is kept too.
 *
 * State: one number a parameter, one a tensor.
 */
export const novogradLonepatient = defineOptimizer({
  name: 'NOVOGRAD_LONEPATIENT',
  summary: 'NovoGrad with one normalisation, nearer to the paper',
  source:
    'Ginsburg et al. 2019 (arXiv 1905.11286), as in lonePatient/NovoGrad-pytorch optimizer.py at e20b488',
  equation: [
    'each tensor by itself:',
    'e ← β₂e + (1 - β₂)‖g‖²       (e = β₂(2 - β₂)‖g‖² at t = 1)',
    'n = g/(√e + ε) + λθ          (grad_averaging: times 1 - β₁)',
    'b ← β₁b + n                  (from b = g/(‖g‖ + ε) + λθ of t = 1)',
    'θ ← θ - η(√c₂/c₁)·b',
  ],
  settings,
  memory: (parameters, { betas }) => (betas[0] > 0 ? countNumbers(parameters) : 0) + parameters.length,
  create: (members) =>
    chain(
      normalizeByAverage(members),
      flatten(
        chain(
          addWeightDecay(
            members,
            (settings, { step }) => settings.weight_decay * (share(settings) + again(settings, step)),
          ),
          momentum(members.map(({ betas }) => ({ momentum: betas[0] }))),
          scaleByLearningRate(
            members,
            ({ lr, betas: [beta1, beta2] }, { step }) =>
              (lr * Math.sqrt(1 - pow(beta2, step))) / (1 - pow(beta1, step)),
          ),
        ),
      ),
    ),
});

/** State: the moving average of the squared norm of each tensor, `[P, 1, tensors]`. */
function normalizeByAverage(members: readonly Settings[]): Optimizer<tf.Tensor> {
  const coefficients = perMember(members, (settings, { step }) => {
    const { betas, eps } = settings;
    return {
      eps,
      keep: betas[1],
      take: step === 1 ? betas[1] * (2 - betas[1]) : 1 - betas[1],
      share: share(settings),
      again: again(settings, step),
    };
  });
  return {
    init: (params) => tf.zerosLike(squaredNorms(params)),
    update(gradients, state, _params, context) {
      const { eps, keep, take, share, again } = coefficients(context);
      const now = squaredNorms(gradients);
      const average = blend(state, keep, now, take);
      const factors = inverseRoot(share, average, eps);
      const first = again === 0 ? factors : tf.add(factors, inverseRoot(again, now, eps));
      return { updates: scaleTensors(gradients, first), state: average };
    },
  };
}
