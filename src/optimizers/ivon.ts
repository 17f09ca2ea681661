import { z } from 'zod';
import { pow } from '../pow.ts';
import * as tf from '../tensors/tf.ts';
import { mapTree } from '../tensors/tree.ts';
import { gradientElsewhere } from './entry/gradient-elsewhere.ts';
import { numbersPerParameter } from './entry/memory.ts';
import { defineOptimizer, type Optimizer, type Params, type StepContext } from './entry/optimizer.ts';
import { normalNumbers } from './members/normal-numbers.ts';
import { common, perMember } from './members/per-member.ts';
import { clampSize } from './transforms/clamp-size.ts';
import { flatten } from './transforms/flatten.ts';
import { learningRate } from './transforms/learning-rate.ts';
import { weightDecay } from './transforms/weight-decay.ts';
import { blend, zeros } from './transforms/weighted.ts';

const beta = z.number().min(0).lt(1);

const settings = z.object({
  lr: learningRate(0.1, "the reference's example"),
  ess: z
    .number()
    .positive()
    .default(60_000)
    .describe(
      'effective number of samples: parameters are certain to 1 / √(ess · (Hessian + weight_decay)); the reference asks for ' +
        'the size of the data set; default: ours, a certainty of 0.004 at a Hessian of 1',
    ),
  hess_init: z
    .number()
    .positive()
    .default(1)
    .describe("the Hessian before the first gradient; default: the reference's"),
  beta1: beta.default(0.9).describe('what the average of gradients keeps of its past'),
  beta2: beta.default(0.99999).describe('what the Hessian keeps of its past'),
  weight_decay: weightDecay(
    1e-4,
    "the precision of the prior, added to the Hessian; default: the reference's",
  ),
  hess_approx: z
    .enum(['price', 'gradsq'])
    .default('price')
    .describe(
      'the Hessian is estimated from gradient times noise (price), or from squared gradients (gradsq)',
    ),
  clip_radius: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe('bound of the size of each number of the direction; none: no bound'),
  debias: z.boolean().default(true).describe('correct the average of gradients for having started at zero'),
  rescale_lr: z
    .boolean()
    .default(true)
    .describe('steps of lr times hess_init + weight_decay, so that the first are those of descent by lr'),
});

type Settings = z.output<typeof settings>;

/** What a Gaussian around the parameters is remembered by. */
type State = {
  /** The average of the gradients. */
  readonly m: Params;
  /** The diagonal of the Hessian, which stays above -weight_decay. */
  readonly hess: Params;
};

/**
 * IVON: learns a Gaussian over the parameters, of which they are the mean, by gradients at random points of it. The same point
 * for the whole minibatch; the mean acts and is evaluated.
 *
 * Two gradients a step, as SAM: that of the mean is not used. State: two numbers a parameter.
 */
export const ivon = defineOptimizer({
  name: 'IVON',
  summary: 'variational online Newton: gradients at random points of a Gaussian whose spread is learned',
  source: 'Shen et al. 2024 (arXiv 2402.17641); team-approx-bayes/ivon ivon/_ivon.py at 86ad687',
  equation: [
    'e = ξ/√(ess·(h + λ))         (from h = hess_init)',
    'g = the gradient at θ + e',
    'm ← β₁m + (1 - β₁)g',
    'k = ess·(h + λ)·ge           (hess_approx=gradsq: k = ess·g²)',
    'h ← β₂h + (1 - β₂)k + ½(1 - β₂)²(h - k)²/(h + λ)',
    'u = (m/c₁ + λθ)/(h + λ)      (debias=false: m for m/c₁)',
    'u ← u between ±clip_radius',
    'θ ← θ - η(hess_init + λ)u    (rescale_lr=false: θ - ηu)',
  ],
  settings,
  memory: numbersPerParameter(2),
  overlooksGradient: (wrapper) =>
    `it takes its gradient at a random point, and not where ${wrapper} does; write IVON alone, or ${wrapper}(ADAM)`,
  create: (members) => flatten(ivonRule(members)),
});

/** @param noise standard normal numbers in the shapes of the parameters. */
export function ivonRule(
  members: readonly Settings[],
  noise: (params: Params, context: StepContext) => Params = (params, context) =>
    Object.fromEntries(
      Object.entries(params).map(([name, param]) => [name, normalNumbers(context, param, name)]),
    ),
): Optimizer<State> {
  const price = common(members, 'hess_approx') === 'price';
  const initially = perMember(members, ({ hess_init }) => ({ hess_init }));
  const coefficients = perMember(members, (settings, { step, learningRateScale }) => {
    const { lr, ess, hess_init, beta1, beta2, weight_decay, clip_radius, debias, rescale_lr } = settings;
    return {
      ...{ ess, decay: weight_decay, clip: clip_radius ?? Infinity },
      ...{ keepM: beta1, takeM: 1 - beta1, keepH: beta2, takeH: 1 - beta2 },
      second: 0.5 * (1 - beta2) * (1 - beta2),
      correct: debias ? 1 / (1 - pow(beta1, step)) : 1,
      step: -lr * learningRateScale * (rescale_lr ? hess_init + weight_decay : 1),
    };
  });
  return {
    elementwise: true,
    init(params) {
      const { hess_init } = initially({ step: 1 });
      return { m: zeros(params), hess: mapTree((zero) => tf.add(zero, hess_init), zeros(params)) };
    },
    update(_gradients, { m: before, hess }, params, context) {
      const c = coefficients(context);
      const precision = mapTree((each) => tf.add(each, c.decay), hess);
      const offsets = mapTree(
        (each, precision) => tf.div(each, tf.sqrt(tf.mul(precision!, c.ess))),
        noise(params, context),
        precision,
      );
      const gradients = gradientElsewhere(context, 'IVON')(mapTree(tf.add, params, offsets));
      const m = blend(before, c.keepM, gradients, c.takeM);
      const estimates = mapTree(
        (gradient, offset, precision) =>
          tf.mul(price ? tf.mul(tf.mul(gradient, offset!), precision!) : tf.square(gradient), c.ess),
        gradients,
        offsets,
        precision,
      );
      const nextHess = mapTree(
        (mixed, hess, estimate, precision) => {
          const gap = tf.sub(hess!, estimate!);
          return tf.add(mixed, tf.mul(tf.mul(gap, tf.div(gap, precision!)), c.second));
        },
        blend(hess, c.keepH, estimates, c.takeH),
        hess,
        estimates,
        precision,
      );
      const updates = mapTree(
        (mean, hess, param) => {
          const slope = tf.add(tf.mul(mean, c.correct), tf.mul(param!, c.decay));
          return tf.mul(clampSize(tf.div(slope, tf.add(hess!, c.decay)), c.clip), c.step);
        },
        m,
        nextHess,
        params,
      );
      return { updates, state: { m, hess: nextHess } };
    },
  };
}
