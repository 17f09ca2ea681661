import { z } from 'zod';
import { memberSquaredNorm } from '../tensors/member-norm.ts';
import * as tf from '../tensors/tf.ts';
import { mapTree } from '../tensors/tree.ts';
import { countNumbers, numbersPerParameter } from './entry/memory.ts';
import { defineOptimizer, type Optimizer, type Params, type UpdateChange } from './entry/optimizer.ts';
import { memberScalar } from './members/member-scalar.ts';
import { perMember } from './members/per-member.ts';
import { chain } from './transforms/chain.ts';
import { flatten } from './transforms/flatten.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';
import { scale, zeros } from './transforms/weighted.ts';

/**
 * Gradient descent that takes the last gradient for a hint of the next: x ← x - lr · (2 g - the gradient before), where the
 * gradient before a member's first is zero. Where two players descend against each other it comes to rest, and plain
 * gradient descent does not. State: one number a parameter.
 */
export const optimisticGd = defineOptimizer({
  name: 'OPTIMISTIC_GD',
  summary: 'gradient descent that expects the last change of the gradient again',
  source: 'Popov 1980; Rakhlin & Sridharan 2013 (arXiv 1311.1869); Daskalakis et al. 2018 (arXiv 1711.00141)',
  equation: ['g ← g + λθ', 'θ ← θ - η(2g - g′)           (g′ = 0 at t = 1)'],
  settings: z.object({ lr: learningRate(0.3, 'CartPole with PPO'), weight_decay: weightDecay(0, 'L2') }),
  memory: numbersPerParameter(1),
  refuses: refusesChangedHints,
  create: (members) => chain(addWeightDecay(members), extrapolate, scaleByLearningRate(members)),
});

/** Twice the gradient less the one before. */
const extrapolate: Optimizer<{ readonly previous: Params }> = {
  elementwise: true,
  init: (params) => ({ previous: zeros(params) }),
  update: (gradients, { previous }) => ({
    updates: mapTree((gradient, before) => tf.sub(tf.mul(gradient, 2), before!), gradients, previous),
    state: { previous: mapTree((gradient) => tf.clone(gradient), gradients) },
  }),
};

const settings = z.object({
  lr: learningRate(3, 'CartPole with PPO; the paper has the size of the set of parameters'),
  delta: z
    .number()
    .positive()
    .default(1)
    .describe(
      'where the sum of squared changes starts: δ + 4 G² in the paper, for gradients no longer than G; default: G = 0.5',
    ),
  weight_decay: weightDecay(0, 'L2'),
});

type Settings = z.output<typeof settings>;

/**
 * Optimistic mirror descent without constraints: every gradient moves a hidden point, and the parameters are that point
 * moved once more by the last gradient as a hint of the next. The learning rate is lr over the root of delta plus all
 * squared changes from a gradient to the next, zero being before the first: where gradients hardly change it hardly falls,
 * as large as they may be. Both moves of an update are at the schedule's learning rate of that update.
 *
 * State: one number a parameter and one more.
 */
export const optimisticAdagrad = defineOptimizer({
  name: 'OPTIMISTIC_ADAGRAD',
  summary: 'optimistic gradient descent that slows down as the gradient changes',
  source:
    'Chen et al. 2024 (JMLR 25, arXiv 2302.04552); constants reconstructed, for want of a reference implementation',
  equation: [
    'all parameters as one vector:',
    'g ← g + λθ',
    'V ← V + ‖g - g′‖²            (g′ = 0 at t = 1)',
    'a = η/√(delta + V)',
    'a′ = η/√(delta + V′)',
    'θ ← θ - (a + a′)g + a′g′',
  ],
  settings,
  memory: (parameters) => countNumbers(parameters) + 1,
  refuses: refusesChangedHints,
  create: (members) => flatten(chain(addWeightDecay(members), optimisticSteps(members))),
});

interface Steps extends Readonly<Record<string, tf.Tensor>> {
  /** The last gradient, `[P, 1, n]`. */
  readonly previous: tf.Tensor;
  /** Sum of the squared norms of all changes, `[P, 1, 1]`. */
  readonly variation: tf.Tensor;
}

/** For all numbers as one vector: changes are measured as a whole. */
function optimisticSteps(members: readonly Settings[]): Optimizer<Steps> {
  const coefficients = perMember(members, ({ lr, delta }, { learningRateScale }) => ({
    rate: lr * learningRateScale,
    delta,
  }));
  return {
    init({ vector }) {
      return { previous: tf.zerosLike(vector!), variation: memberScalar({ vector: vector! }, 0) };
    },
    update({ vector }, { previous, variation }, _params, context) {
      const { rate, delta } = coefficients(context);
      const gradient = tf.clone(vector!);
      const grown = tf.add(variation, memberSquaredNorm(tf.sub(gradient, previous)));
      const [before, after] = [variation, grown].map((sum) => scale(tf.rsqrt(tf.add(sum, delta)), rate)) as [
        tf.Tensor,
        tf.Tensor,
      ];
      const update = tf.sub(tf.mul(previous, before), tf.mul(gradient, tf.add(before, after)));
      return { updates: { vector: update }, state: { previous: gradient, variation: grown } };
    },
  };
}

/** A learned factor acts on both moves of an update alike, as a schedule does; a mask or a limit does not. */
function refusesChangedHints(change: UpdateChange, wrapper: string): string | undefined {
  if (change === 'shift' || change === 'scale' || change === 'reverse') return undefined;
  return `every update takes back the last one's hint, which must have been made whole; write ${wrapper}(SGD)`;
}
