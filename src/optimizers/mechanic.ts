import { z } from 'zod';
import * as tf from '../tensors/tf.ts';
import { defineWrapper } from './entry/optimizer.ts';
import { perMember } from './members/per-member.ts';
import {
  displacementSettings,
  gradientOverParameters,
  type Learners,
  type ScaleLearner,
  scalesDisplacement,
} from './transforms/scale-displacement.ts';

const settings = z.object({
  ...displacementSettings,
  s_init: z.number().positive().default(1e-8).describe('the scale to begin with, which all learners share'),
  s_decay: z
    .number()
    .min(0)
    .default(0.01)
    .describe('weight decay in the gradient that the scale is learned from, in units of its norm'),
  store_delta: z
    .boolean()
    .default(false)
    .describe(
      'keep the sum of all updates as it is; false: times scale / (scale + eps), as if worked out again',
    ),
});

type Settings = z.output<typeof settings>;

/** What counts for the largest slope before the first. */
const leastSlope = 1e-6;

/**
 * Tunes the learning rate of whatever it wraps: places the parameters at their start plus the sum of all updates times a
 * scale, which is won by betting on the next gradient.
 *
 * State: two numbers a parameter and four for each of `betas`.
 */
export const mechanic = defineWrapper({
  name: 'MECHANIC',
  summary: 'tunes the scale of how far a rule has come from the start',
  source:
    'Cutkosky, Defazio & Mehta 2023 (arXiv 2306.00144); optimizedlearning/mechanic src/mechanic_pytorch/mechanic.py at 4a037bc',
  equation: [
    'all tensors as one vector; for each of the n β of betas, from M = 1e-6:',
    'S = max(Σs, 0)',
    'D ← D·S/(S + ε)              (store_delta: D stays)',
    'x = θ + Δ',
    'h = ⟨D, g + s_decay·S·‖g‖/(‖x‖ + ε)·x⟩',
    'M ← max(βM, |h|)',
    'v ← β²v + h²',
    'r ← max(βr - s·h, 0)',
    's ← (M·s_init/n + r)/(√v + ε)',
    'D ← D + Δ',
    'θ ← θ₀ + D·max(Σs, 0)',
  ],
  settings,
  ...scalesDisplacement('MECHANIC', 4, bettor),
});

type Bettors = Learners & {
  /** The largest slope so far, fading. */
  readonly largest: tf.Tensor;
  /** Fading sum of squared slopes. */
  readonly squares: tf.Tensor;
  /** What has been won. */
  readonly reward: tf.Tensor;
};

function bettor(members: readonly Settings[]): ScaleLearner<Bettors> {
  const coefficients = perMember(members, ({ s_init, s_decay, eps, betas }) => ({
    decay: s_decay,
    begin: s_init / betas.length,
    eps,
  }));
  return {
    init: (filled) => ({
      s: filled(0),
      largest: filled(leastSlope),
      squares: filled(0),
      reward: filled(0),
    }),
    gradient(gradient, moved, scale, context) {
      const { decay, eps } = coefficients(context);
      const weight = tf.mul(tf.mul(scale, decay), gradientOverParameters(gradient, moved, eps));
      return tf.add(gradient, tf.mul(moved, weight));
    },
    next({ s: before, ...old }, slope, betas, context) {
      const { begin, eps } = coefficients(context);
      const largest = tf.maximum(tf.mul(old.largest, betas), tf.abs(slope));
      const squares = tf.add(tf.mul(old.squares, tf.square(betas)), tf.square(slope));
      const reward = tf.maximum(tf.sub(tf.mul(old.reward, betas), tf.mul(before, slope)), 0);
      const s = tf.div(tf.add(tf.mul(largest, begin), reward), tf.add(tf.sqrt(squares), eps));
      return { s, largest, squares, reward };
    },
  };
}
