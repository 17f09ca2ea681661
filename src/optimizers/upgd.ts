import { z } from 'zod';
import { pow } from '../pow.ts';
import * as tf from '../tensors/tf.ts';
import { mapTree } from '../tensors/tree.ts';
import { numbersPerParameter } from './entry/memory.ts';
import { defineOptimizer, type Optimizer, type Params, type StepContext } from './entry/optimizer.ts';
import { parameterRoles, shapesOf } from './layout/parameter-roles.ts';
import { normalNumbers } from './members/normal-numbers.ts';
import { type Coefficient, common, perMember } from './members/per-member.ts';
import { flatten } from './transforms/flatten.ts';
import { learningRate } from './transforms/learning-rate.ts';
import { weightDecay } from './transforms/weight-decay.ts';
import { blend, zeros } from './transforms/weighted.ts';

const settings = z.object({
  lr: learningRate(
    1e-2,
    "ours, as a gradient of utility 0 makes half a step of it; the README's is 1e-5, for long streams of data",
  ),
  beta_utility: z
    .number()
    .min(0)
    .lt(1)
    .default(0.999)
    .describe('what the average of the utility keeps of its past'),
  sigma: z
    .number()
    .min(0)
    .default(1e-3)
    .describe('standard deviation of the noise that is added to gradients'),
  scope: z
    .enum(['global', 'local'])
    .default('global')
    .describe(
      'utilities are compared with the largest of all; local: with those of the same output, or of the same vector',
    ),
  protecting: z
    .boolean()
    .default(true)
    .describe('useful weights learn less, too; false: useful weights are only perturbed less'),
  double_step: z
    .boolean()
    .default(false)
    .describe("twice the step, as the README's variant has it: a utility of 0 then makes a whole one"),
  weight_decay: weightDecay(
    0,
    "decoupled; default: ours. The README's is 1e-3, beside rates of 1e-5; at those of PPO it holds policies back",
  ),
});

type Settings = z.output<typeof settings>;

/**
 * Utility-based perturbed gradient descent, for tasks that change: gradients with noise, less of both for weights that are
 * useful, by how much the loss would grow without them, to first order: minus gradient times weight.
 *
 * Where the largest utility is 0 (no gradient so far) the reference divides by it; here all are of the same use then. Where it
 * is negative, what is less useful is protected, as there. State: one number a parameter.
 */
export const upgd = defineOptimizer({
  name: 'UPGD',
  summary: 'gradient descent with noise that spares useful weights, for tasks that change',
  source:
    'Elsayed & Mahmood 2024 (arXiv 2404.00781); mohmdelsayed/upgd core/optim/weight_upgd/first_order.py at b75e90a',
  equation: [
    'U ← bU - (1 - b)gθ           (b = beta_utility)',
    's = 1/(1 + exp(-(U/(1 - bᵗ))/max U)), max U over all parameters',
    'd = (g + sigma·ξ)(1 - s)     (protecting=false: d = g + sigma·ξ(1 - s))',
    'θ ← θ - η(d + λθ)            (double_step: 2d for d)',
    'scope=local: ‖U/(1 - bᵗ)‖ of the same output, or vector, for max U',
    'a maximum of 0 counts as 1',
  ],
  settings,
  memory: numbersPerParameter(1),
  create(members) {
    const local = common(members, 'scope') === 'local';
    return local
      ? perturbedDescent(members, besideNeighbours)
      : flatten(perturbedDescent(members, besideAll));
  },
});

/** Utilities, with the factor that corrects their average → how useful each number is, in 0 … 1. */
type Comparison = (utilities: Params, correction: Coefficient) => Params;

function perturbedDescent(members: readonly Settings[], compare: Comparison): Optimizer<Params> {
  const protecting = common(members, 'protecting');
  const coefficients = perMember(
    members,
    ({ lr, beta_utility, sigma, double_step, weight_decay }, { step, learningRateScale }) => ({
      keep: beta_utility,
      take: beta_utility - 1,
      correction: 1 / (1 - pow(beta_utility, step)),
      sigma,
      step: -lr * learningRateScale * (double_step ? 2 : 1),
      decay: -lr * learningRateScale * weight_decay,
    }),
  );
  return {
    elementwise: false,
    init: zeros,
    forget: (state, kept) => mapTree(tf.mul, state, kept),
    update(gradients, before, params, context) {
      const c = coefficients(context);
      const utilities = blend(before, c.keep, mapTree(tf.mul, gradients, params), c.take);
      const noise = noiseFor(params, context, c.sigma);
      const updates = mapTree(
        (gradient, chance, usefulness, param) => {
          const useless = tf.sub(1, usefulness!);
          const direction = protecting
            ? tf.mul(tf.add(gradient, chance!), useless)
            : tf.add(gradient, tf.mul(chance!, useless));
          return tf.add(tf.mul(direction, c.step), tf.mul(param!, c.decay));
        },
        gradients,
        noise,
        compare(utilities, c.correction),
        params,
      );
      return { updates, state: utilities };
    },
  };
}

/** Normal numbers of standard deviation sigma for every parameter. */
export function noiseFor(params: Params, context: StepContext, sigma: Coefficient): Params {
  return Object.fromEntries(
    Object.entries(params).map(([name, param]) => [name, tf.mul(normalNumbers(context, param, name), sigma)]),
  );
}

/** Of one vector: beside the largest utility, which is not corrected. */
function besideAll({ vector }: Params, correction: Coefficient): Params {
  const largest = tf.max(vector!, 2, true);
  const share = tf.div(tf.mul(vector!, correction), tf.where(tf.equal(largest, 0), 1, largest));
  return { vector: tf.sigmoid(share) };
}

/** Beside those of the same output of a kernel, or of the same vector, by their norm. */
function besideNeighbours(utilities: Params, correction: Coefficient): Params {
  const roles = parameterRoles(shapesOf(utilities));
  return Object.fromEntries(
    Object.entries(utilities).map(([name, utility]) => {
      const corrected = tf.mul(utility, correction);
      const norm = tf.sqrt(tf.sum(tf.square(corrected), roles[name] === 'vector' ? 2 : 1, true));
      return [name, tf.sigmoid(tf.div(corrected, tf.maximum(norm, 1e-12)))];
    }),
  );
}
