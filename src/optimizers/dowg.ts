import { z } from 'zod';
import { memberSquaredNorm } from '../tensors/member-norm.ts';
import * as tf from '../tensors/tf.ts';
import { countNumbers } from './entry/memory.ts';
import { defineOptimizer, type Optimizer } from './entry/optimizer.ts';
import { memberScalar } from './members/member-scalar.ts';
import { common, perMember } from './members/per-member.ts';
import { flatten } from './transforms/flatten.ts';
import { refusesDecayByRate } from './transforms/found-distance.ts';
import { learningRate } from './transforms/learning-rate.ts';

const settings = z.object({
  lr: learningRate(1, 'none in the reference. A factor on the learning rate that is found'),
  eps: z
    .number()
    .positive()
    .default(1e-4)
    .describe(
      'the squared distance to begin with (with coordinatewise it is 1e-4), and what is added to the root of the weighted sum of squares',
    ),
  coordinatewise: z
    .boolean()
    .default(false)
    .describe('distance and learning rate of every number by itself (CDoWG)'),
});

type Settings = z.output<typeof settings>;

/** The squared distance of every number to begin with, which the reference has fixed. */
const startOfNumbers = 1e-4;

/**
 * Gradient descent at r² / √(Σ r² ‖g‖²), r being the largest distance from the start so far: squared gradients weigh by the
 * distance that they were met at, so that those of the beginning are forgotten as the distance grows.
 *
 * State: one number a parameter and two more; three a parameter with coordinatewise=true.
 */
export const dowg = defineOptimizer({
  name: 'DOWG',
  summary: 'gradient descent at the distance come over the gradients met, weighted by distance',
  source: 'Khaled, Mishchenko & Jin 2023 (arXiv 2305.16284); rka97/dowg dowg/dowg.py at e4dbe02',
  equation: [
    'all parameters as one vector:',
    'r² ← max(r², ‖θ - θ₀‖²)      (from r² = ε)',
    'v ← v + r²‖g‖²',
    'θ ← θ - ηr²g/(√v + ε)',
    'coordinatewise: squares for squared norms, from r² = 1e-4',
  ],
  settings,
  memory: (parameters, { coordinatewise }) =>
    coordinatewise ? 3 * countNumbers(parameters) : countNumbers(parameters) + 2,
  refuses: refusesDecayByRate('WEIGHT_DECAY(DOWG,kind=coupled)'),
  create: (members) => flatten(dowgOfVector(members)),
});

type State = {
  /** The parameters of the beginning, `[P, 1, n]`. */
  readonly start: tf.Tensor;
  /** The largest squared distance so far, `[P, 1, 1]` or `[P, 1, n]`. */
  readonly squared: tf.Tensor;
  /** Sum of squared gradients times squared distances, of the same shape. */
  readonly weighted: tf.Tensor;
};

/** For all numbers as one vector: there is one distance, or one a number. */
function dowgOfVector(members: readonly Settings[]): Optimizer<State> {
  const apart = common(members, 'coordinatewise');
  const coefficients = perMember(members, ({ lr, eps }, { learningRateScale }) => ({
    lr,
    eps,
    step: -lr * learningRateScale,
  }));
  const squares = (vector: tf.Tensor) => (apart ? tf.square(vector) : memberSquaredNorm(vector));
  const rateOf = ({ squared, weighted }: Pick<State, 'squared' | 'weighted'>, eps: tf.Tensor | number) =>
    tf.div(squared, tf.add(tf.sqrt(weighted), eps));
  return {
    init({ vector }) {
      const { eps } = coefficients({ step: 1 });
      const one = memberScalar({ vector: vector! }, apart ? startOfNumbers : eps);
      const squared = apart ? tf.add(tf.zerosLike(vector!), one) : one;
      return { start: tf.clone(vector!), squared, weighted: tf.zerosLike(squared) };
    },
    ...(!apart && {
      report(_params, state) {
        const { lr, eps } = coefficients({ step: 1 });
        return { distance: tf.sqrt(state.squared), learning_rate: tf.mul(rateOf(state, eps), lr) };
      },
    }),
    update({ vector }, { start, ...before }, params, context) {
      const { step, eps } = coefficients(context);
      const squared = tf.maximum(before.squared, squares(tf.sub(params.vector!, start)));
      const weighted = tf.add(before.weighted, tf.mul(squared, squares(vector!)));
      const rate = tf.mul(rateOf({ squared, weighted }, eps), step);
      return { updates: { vector: tf.mul(vector!, rate) }, state: { start, squared, weighted } };
    },
  };
}
