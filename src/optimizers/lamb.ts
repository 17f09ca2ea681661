import { z } from 'zod';
import * as tf from '../tensors/tf.ts';
import { mapTree, type TensorTree } from '../tensors/tree.ts';
import { numbersPerParameter } from './entry/memory.ts';
import { defineOptimizer, type Optimizer } from './entry/optimizer.ts';
import { common, type MemberStep } from './members/per-member.ts';
import { agreeing } from './transforms/agreeing.ts';
import { chain } from './transforms/chain.ts';
import { clipNorms } from './transforms/clip-norm.ts';
import { flatten } from './transforms/flatten.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { type AdamWeights, betas, biasCorrected, epsilon, scaleByAdam } from './transforms/scale-by-adam.ts';
import { trustRatio } from './transforms/trust-ratio.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';

const settings = z.object({
  lr: learningRate(1e-2, "CartPole with PPO (timm's is 1e-3)"),
  betas: betas(0.9, 0.999),
  eps: epsilon(1e-6, "timm's"),
  weight_decay: weightDecay(0.01, "part of what the trust ratio scales; default: timm's"),
  bias_correction: z.boolean().default(true).describe('correct the moments for having started at zero'),
  grad_averaging: z
    .boolean()
    .default(true)
    .describe('gradients enter the first moment with weight 1 - beta1; false: whole'),
  max_grad_norm: z
    .number()
    .positive()
    .nullable()
    .default(1)
    .describe("bound of the norm of the whole gradient, after the agent's own; none: no bound"),
  trust_clip: z.boolean().default(false).describe('no trust ratio above 1 (LAMBC)'),
  always_adapt: z
    .boolean()
    .default(false)
    .describe('use the trust ratio where weight_decay is 0 as well, as the paper does'),
  decoupled_decay: z
    .boolean()
    .default(false)
    .describe('parameters shrink by lr · weight_decay before anything else, outside of the trust ratio'),
  corrected_weight_decay: z
    .boolean()
    .default(false)
    .describe('decoupled decay follows the square of a learning rate schedule'),
  caution: z
    .boolean()
    .default(false)
    .describe('drop coordinates in which the step would go against the gradient'),
});

type Settings = z.output<typeof settings>;

/**
 * Adam whose steps are scaled tensor by tensor to the norm of the parameters, so that `lr` is about the relative change of
 * a tensor. As in timm (and unlike the paper) a rule without weight decay has no trust ratio unless `always_adapt` asks for
 * it. A tensor that is all zero, like a fresh bias, moves as under Adam. State: two numbers a parameter.
 */
export const lamb = defineOptimizer({
  name: 'LAMB',
  summary: 'Adam with steps in proportion to the norm of each tensor',
  source:
    'You et al. 2020 (arXiv 1904.00962); huggingface/pytorch-image-models timm/optim/lamb.py at 1e19b29',
  equation: [
    'g ← g·min(1, max_grad_norm/‖g‖), of all tensors together',
    'm ← β₁m + (1 - β₁)g          (grad_averaging=false: m ← β₁m + g)',
    'v ← β₂v + (1 - β₂)g²',
    'a = (m/c₁)/(√(v/c₂) + ε)     (bias_correction=false: a = m/(√v + ε))',
    'u = a + λθ',
    'r = ‖θ‖/‖u‖ of each tensor, 1 where either norm is 0',
    'θ ← θ - ηru',
    'r = 1 if λ = 0 and not always_adapt;  trust_clip: r ≤ 1',
    'caution: a where ag > 0 over the share of such numbers in its tensor, else 0',
    'decoupled_decay: u = a, r = (1 - ηλ)‖θ‖/‖u‖, θ ← θ - η(ru + λθ)',
    "corrected_weight_decay: there, λ times the schedule's factor",
  ],
  settings,
  memory: numbersPerParameter(2),
  create: (members) =>
    chain(
      direction(members),
      trustRatio(members, (settings, { learningRateScale }) => ({
        adapts: Number(settings.weight_decay > 0 || settings.always_adapt),
        limit: settings.trust_clip ? 1 : Infinity,
        parameters: Math.abs(
          1 - settings.lr * learningRateScale * decoupledDecay(settings, learningRateScale),
        ),
      })),
      flatten(
        chain(
          addWeightDecay(members, (settings, { learningRateScale }) =>
            decoupledDecay(settings, learningRateScale),
          ),
          scaleByLearningRate(members),
        ),
      ),
    ),
});

/** What the trust ratio scales: Adam's step and the weight decay. */
function direction(members: readonly Settings[]): Optimizer {
  const bounds = members.map(({ max_grad_norm }) => ({ clip_norm: max_grad_norm, eps: 0 }));
  // Of the one vector that `flatten` makes, and so of all tensors together.
  const clip = flatten(clipNorms(bounds, 'tensor'));
  const adam = scaleByAdam(members, weights);
  const decay = addWeightDecay(members, (settings) => (settings.decoupled_decay ? 0 : settings.weight_decay));
  return common(members, 'caution')
    ? chain(clip, cautious(flatten(adam)), flatten(decay))
    : flatten(chain(clip, adam, decay));
}

/** The weight decay that bypasses the trust ratio, to be multiplied by the learning rate. */
function decoupledDecay(settings: Settings, learningRateScale: number): number {
  if (!settings.decoupled_decay) return 0;
  return settings.weight_decay * (settings.corrected_weight_decay ? learningRateScale : 1);
}

/** Adam's weights, with what a member does not correct, or does not average, multiplied back. */
function weights(settings: Settings, { step }: MemberStep): AdamWeights {
  const { betas, eps, bias_correction, grad_averaging } = settings;
  const adam = bias_correction ? biasCorrected(settings, { step }) : { numerator: 1, eps };
  return { ...adam, numerator: grad_averaging ? adam.numerator : adam.numerator / (1 - betas[0]) };
}

/** What `inner` makes of the gradients, where it agrees with them. */
function cautious<S extends TensorTree>(inner: Optimizer<S>): Optimizer<S> {
  return {
    ...inner,
    elementwise: false,
    update(gradients, state, params, context) {
      const made = inner.update(gradients, state, params, context);
      return { updates: agreeing(made.updates, mapTree(tf.neg, gradients)), state: made.state };
    },
  };
}
