import { z } from 'zod';
import * as tf from '../tensors/tf.ts';
import { mapTree } from '../tensors/tree.ts';
import { defineOptimizer } from './entry/optimizer.ts';
import { perMember } from './members/per-member.ts';
import { stateless } from './transforms/chain.ts';
import { flatten } from './transforms/flatten.ts';
import { learningRate } from './transforms/learning-rate.ts';
import { noiseFor } from './upgd.ts';

const settings = z.object({
  lr: learningRate(0.1, "SGD's here"),
  decay: z.number().min(0).default(0.01).describe('parameters shrink by lr · decay in every update'),
  sigma: z
    .number()
    .min(0)
    .default(1e-3)
    .describe('standard deviation of the noise that is added to gradients'),
});

/**
 * Gradient descent that shrinks the parameters and perturbs them in every update, so that they stay able to learn other
 * tasks: a continuous form of shrinking and perturbing between tasks. No state.
 */
export const shrinkPerturb = defineOptimizer({
  name: 'SHRINK_PERTURB',
  summary: 'gradient descent with noise that shrinks the parameters, for tasks that change',
  source:
    'Ash & Adams 2020 (arXiv 1910.08475); mohmdelsayed/upgd core/optim/shrink_and_perturb.py at b75e90a',
  settings,
  memory: () => 0,
  create(members) {
    const coefficients = perMember(members, ({ lr, decay, sigma }, { learningRateScale }) => ({
      sigma,
      step: -lr * learningRateScale,
      shrink: -lr * learningRateScale * decay,
    }));
    return flatten(
      stateless(
        (gradients, params, context) => {
          const { sigma, step, shrink } = coefficients(context);
          return mapTree(
            (gradient, chance, param) =>
              tf.add(tf.mul(tf.add(gradient, chance!), step), tf.mul(param!, shrink)),
            gradients,
            noiseFor(params, context, sigma),
            params,
          );
        },
        { elementwise: true },
      ),
    );
  },
});
