import { z } from 'zod';
import { memberDot, memberNorm } from '../tensors/member-norm.ts';
import * as tf from '../tensors/tf.ts';
import { mapTree } from '../tensors/tree.ts';
import { countNumbers } from './entry/memory.ts';
import { defineOptimizer, type Optimizer } from './entry/optimizer.ts';
import { memberScalar } from './members/member-scalar.ts';
import { perMember } from './members/per-member.ts';
import { flatten } from './transforms/flatten.ts';
import { distanceSettings, grownDistance } from './transforms/found-distance.ts';
import { learningRate } from './transforms/learning-rate.ts';
import { refusesOtherPlaces } from './transforms/refuse-other-places.ts';
import { weightDecay } from './transforms/weight-decay.ts';
import { addScaled } from './transforms/weighted.ts';

const settings = z.object({
  lr: learningRate(1, "the reference's. A factor on the learning rate that is found"),
  momentum: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe('share of the way to where descent has come that is left for later updates'),
  weight_decay: weightDecay(
    0,
    'L2. The norm of the first gradient, which the learning rate is divided by, is without it',
  ),
  ...distanceSettings,
});

type Settings = z.output<typeof settings>;

/**
 * Gradient descent whose learning rate is an estimate of the distance from the start to the solution over the norm of the
 * first gradient that is not zero; before that gradient nothing happens. One distance for all tensors of a member.
 *
 * The parameters stand at the start less the sum of all steps, or on the way there with momentum, wherever they stood
 * before. State: two numbers a parameter and three more.
 */
export const dadaptSgd = defineOptimizer({
  name: 'DADAPT_SGD',
  aliases: ['DADAPTSGD'],
  summary: 'gradient descent with a learning rate found from the gradients so far (D-Adaptation)',
  source:
    'Defazio & Mishchenko 2023 (arXiv 2301.07733); facebookresearch/dadaptation dadaptation/dadapt_sgd.py at c984980',
  equation: [
    'all parameters as one vector, from d = d0:',
    'G = ‖g‖ of the first g that is not 0; nothing moves before it',
    'g ← g + λθ',
    'a = dη/G',
    'r ← r + a⟨g, s⟩',
    's ← s + ag',
    'd ← max(d, 2r/‖s‖), at most growth_rate times the old d',
    'θ ← μθ + (1 - μ)(θ₀ - s)',
  ],
  settings,
  memory: (parameters) => 2 * countNumbers(parameters) + 3,
  refuses: refusesOtherPlaces('DADAPT_SGD'),
  create: (members) => flatten(dadaptSgdOfVector(members)),
});

type State = {
  /** The parameters of the beginning, and the sum of all steps from there, `[P, 1, n]`. */
  readonly start: tf.Tensor;
  readonly s: tf.Tensor;
  readonly own: Own;
};

/** What every member has one of, all `[P, 1, 1]`. */
type Own = {
  /** Norm of the first gradient that is not zero; 0 before it. */
  readonly first: tf.Tensor;
  readonly numerator: tf.Tensor;
  readonly distance: tf.Tensor;
};

/** For all numbers as one vector: there is one distance. */
function dadaptSgdOfVector(members: readonly Settings[]): Optimizer<State> {
  const coefficients = perMember(
    members,
    ({ d0, lr, momentum, weight_decay, growth_rate }, { learningRateScale }) => ({
      d0,
      lr,
      rate: lr * learningRateScale,
      // A learning rate of 0 leaves the distance as it is.
      estimates: 2 * Number(lr * learningRateScale > 0),
      ...{ momentum, weight_decay },
      moves: 1 - momentum,
      growth: growth_rate ?? Infinity,
    }),
  );
  return {
    init({ vector }) {
      const { d0 } = coefficients({ step: 1 });
      const fill = (value: Parameters<typeof memberScalar>[1]) => memberScalar({ vector: vector! }, value);
      return {
        start: tf.clone(vector!),
        s: tf.zerosLike(vector!),
        own: { first: fill(0), numerator: fill(0), distance: fill(d0) },
      };
    },
    report(_params, { own: { distance, first } }) {
      const { lr } = coefficients({ step: 1 });
      return { distance, learning_rate: tf.divNoNan(tf.mul(distance, lr), first) };
    },
    update({ vector }, { start, s: before, own }, params, context) {
      const c = coefficients(context);
      const param = params.vector!;
      const first = tf.where(tf.equal(own.first, 0), memberNorm(vector!), own.first);
      const waits = tf.equal(first, 0);
      const rate = tf.divNoNan(tf.mul(own.distance, c.rate), first);
      const gradient = addScaled(vector!, param, c.weight_decay);
      const s = tf.add(before, tf.mul(gradient, rate));
      const numerator = tf.add(own.numerator, tf.mul(memberDot(gradient, before), rate));
      const estimate = tf.divNoNan(tf.mul(numerator, c.estimates), memberNorm(s));
      const distance = grownDistance(own.distance, estimate, c.growth);
      const there = tf.sub(tf.sub(start, s), param);
      return {
        updates: { vector: tf.where(waits, tf.zerosLike(there), tf.mul(there, c.moves)) },
        state: {
          start,
          s,
          own: mapTree((old, fresh) => tf.where(waits, old, fresh!), own, { first, numerator, distance }),
        },
      };
    },
  };
}
