import { z } from 'zod';
import * as tf from '../tensors/tf.ts';
import { numbersPerParameter } from './entry/memory.ts';
import { defineOptimizer, type Optimizer } from './entry/optimizer.ts';
import { perMember } from './members/per-member.ts';
import { chain } from './transforms/chain.ts';
import { flatten } from './transforms/flatten.ts';
import { learningRate } from './transforms/learning-rate.ts';
import { refusesOtherPlaces } from './transforms/refuse-other-places.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';

const settings = z.object({
  lr: learningRate(
    1,
    'none in the reference. Share of the way to where the bet says that is gone in an update',
  ),
  alpha: z
    .number()
    .positive()
    .default(100)
    .describe('how many of its largest gradients a number must have seen before it bets all that it has'),
  eps: z.number().positive().default(1e-8).describe('what counts for the largest gradient before the first'),
  weight_decay: weightDecay(0, 'L2'),
});

/**
 * Every number bets on the sign of its next gradient a share of what it has won so far, and stands as far from its start as
 * it bets. There is no learning rate to choose.
 *
 * State: five numbers a parameter.
 */
export const cocob = defineOptimizer({
  name: 'COCOB',
  summary: 'every number bets what it has won on the sign of its next gradient',
  source:
    'Orabona & Tommasi 2017 (arXiv 1705.07795); bremen79/parameterfree parameterfree/cocob.py at 8e130f2',
  equation: [
    'g ← g + λθ',
    'L ← max(L, |g|)              (from L = ε)',
    'G ← G + |g|',
    'S ← S - g',
    'R ← max(R - g(θ - θ₀), 0)',
    'θ ← θ + η(θ₀ + (R + L)S/(L·max(G + L, alpha·L)) - θ)',
  ],
  settings,
  memory: numbersPerParameter(5),
  refuses: refusesOtherPlaces('COCOB'),
  create: (members) => flatten(chain(addWeightDecay(members), betting(members))),
});

/** All `[P, 1, n]`. */
type State = {
  /** The parameters of the beginning. */
  readonly start: tf.Tensor;
  /** The largest magnitude of a gradient so far. */
  readonly largest: tf.Tensor;
  /** Sum of the magnitudes of gradients. */
  readonly magnitudes: tf.Tensor;
  /** Minus the sum of gradients. */
  readonly sum: tf.Tensor;
  /** What has been won, at least nothing. */
  readonly reward: tf.Tensor;
};

/** On one vector of all parameters. */
function betting(members: readonly z.output<typeof settings>[]): Optimizer<State> {
  const coefficients = perMember(members, ({ lr, alpha, eps }, { learningRateScale }) => ({
    share: lr * learningRateScale,
    alpha,
    eps,
  }));
  return {
    elementwise: true,
    init(params) {
      const vector = params.vector!;
      const { eps } = coefficients({ step: 1 });
      return {
        start: tf.clone(vector),
        largest: tf.add(tf.zerosLike(vector), eps),
        magnitudes: tf.zerosLike(vector),
        sum: tf.zerosLike(vector),
        reward: tf.zerosLike(vector),
      };
    },
    update({ vector }, { start, ...before }, params, context) {
      const { share, alpha } = coefficients(context);
      const gradient = vector!;
      const magnitude = tf.abs(gradient);
      const away = tf.sub(params.vector!, start);
      const largest = tf.maximum(before.largest, magnitude);
      const magnitudes = tf.add(before.magnitudes, magnitude);
      const sum = tf.sub(before.sum, gradient);
      const reward = tf.maximum(tf.sub(before.reward, tf.mul(gradient, away)), 0);
      const wealth = tf.add(reward, largest);
      const doubt = tf.maximum(tf.add(magnitudes, largest), tf.mul(largest, alpha));
      const bet = tf.mul(tf.div(wealth, largest), tf.div(sum, doubt));
      return {
        updates: { vector: tf.mul(tf.sub(bet, away), share) },
        state: { start, largest, magnitudes, sum, reward },
      };
    },
  };
}
