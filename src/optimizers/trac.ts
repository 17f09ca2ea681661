import { z } from 'zod';
import * as tf from '../tensors/tf.ts';
import { defineWrapper } from './entry/optimizer.ts';
import { perMember } from './members/per-member.ts';
import { erfi } from './transforms/erfi.ts';
import {
  displacementSettings,
  type Learners,
  type ScaleLearner,
  scalesDisplacement,
} from './transforms/scale-displacement.ts';

const settings = z.object({
  ...displacementSettings,
  s_prev: z.number().positive().default(1e-8).describe('the scale that every learner begins with'),
  store_delta: z
    .boolean()
    .default(false)
    .describe(
      'keep the sum of all updates while the scale is 0, so that it can recover; false: it is lost, and nothing moves again',
    ),
});

type Settings = z.output<typeof settings>;

/** What the sum of slopes begins with. */
const firstSum = 1e-8;

/** erfi(1/√2) */
const unit = 0.95343826925126085;

/**
 * Places the parameters at their start plus the sum of all updates of what it wraps times a scale that is learned from the
 * gradients, by a tuner that is free of parameters: for tasks that change, where it falls back to the start.
 *
 * By design, once the sum of the scales is negative (gradients that point back, or noise far larger than the gradient) the
 * parameters return to the start and stay there for ever; `store_delta=true` lets them recover. The reference's imaginary
 * error function is up to 1 % too small; this one is exact.
 *
 * State: two numbers a parameter and three for each of `betas`.
 */
export const trac = defineWrapper({
  name: 'TRAC',
  summary:
    'scales how far a rule has come from the start, for tasks that change; noise far above the gradient freezes it at the start for ever, but for store_delta=true',
  source:
    'Muppidi, Zhang & Yang 2024 (arXiv 2405.16642); ComputationalRobotics/TRAC trac.py at 320a100, its erfi corrected',
  equation: [
    'all tensors as one vector; for each β of betas, from σ = 1e-8:',
    'S = max(Σs, 0)',
    'D ← D·S/(S + ε)              (store_delta: D stays)',
    'h = ⟨D, g⟩',
    'v ← β²v + h²',
    'σ ← βσ - h',
    's ← s_prev·erfi(σ/(√2·√v + ε))/erfi(1/√2)',
    'D ← D + Δ',
    'θ ← θ₀ + D·max(Σs, 0)',
  ],
  settings,
  ...scalesDisplacement('TRAC', 3, tuner),
});

type Tuners = Learners & {
  /** Fading sums of squared slopes, and of slopes, negated. */
  readonly squares: tf.Tensor;
  readonly sum: tf.Tensor;
};

function tuner(members: readonly Settings[]): ScaleLearner<Tuners> {
  const coefficients = perMember(members, ({ s_prev, eps }) => ({ begin: s_prev / unit, eps }));
  return {
    init: (filled) => ({ s: filled(0), squares: filled(0), sum: filled(firstSum) }),
    next(before, slope, betas, context) {
      const { begin, eps } = coefficients(context);
      const squares = tf.add(tf.mul(before.squares, tf.square(betas)), tf.square(slope));
      const sum = tf.sub(tf.mul(before.sum, betas), slope);
      const ratio = tf.div(sum, tf.add(tf.mul(tf.sqrt(squares), Math.SQRT2), eps));
      return { s: tf.mul(erfi(ratio), begin), squares, sum };
    },
  };
}
