import { z } from 'zod';
import * as tf from '../tensors/tf.ts';
import { defineWrapper, type Optimizer } from './entry/optimizer.ts';
import { perMember } from './members/per-member.ts';
import { chain } from './transforms/chain.ts';
import { onTensors } from './transforms/flatten.ts';
import { scaleTensors, squaredNorms } from './transforms/tensor-norms.ts';

const settings = z.object({
  gamma: z
    .number()
    .min(1)
    .default(1.01)
    .describe("how much longer than the last an update may be; default: Fira's"),
});

/**
 * Fira's norm-growth limiter on the updates of any rule: the update of a tensor is at most gamma times as long as its
 * last one, so that a spike fades in over many updates. Schedules do not count as growth: lengths are compared without
 * what they say (write `SCHEDULE(LIMIT_GROWTH(…))`).
 *
 * In Fira the limiter acts on the residual of a low-rank projection before it meets the step size. There a tensor that
 * once has no gradient is held at a norm of about 10⁻⁸ for a long time; here updates of nothing are passed over.
 *
 * State: one number a tensor.
 */
export const limitGrowth = defineWrapper({
  name: 'LIMIT_GROWTH',
  summary: "lets each tensor's update grow by a small factor at most",
  source: 'Chen et al. 2024 (arXiv 2410.01623); xichen-fy/Fira optimizer_torch/fira_adamw.py at 5c28b13',
  equation: [
    "each tensor by itself, n the norm of its last update, and a schedule's",
    'factor left out of norms:',
    'Δ ← Δ/max(1, ‖Δ‖/(gamma·(n + 1e-8)))    (Δ stays where n = 0)',
    'n ← ‖Δ‖                      (n stays where Δ = 0)',
    'θ ← θ + Δ',
  ],
  settings,
  memory: (parameters) => parameters.length,
  changes: () => 'shorten',
  create: (members, inner) => chain(onTensors(inner), limiter(members)),
});

/** The norms of the last updates, `[P, 1, tensors]`; 0 where there was none. */
type Norms = { readonly norms: tf.Tensor };

function limiter(members: readonly z.output<typeof settings>[]): Optimizer<Norms> {
  const coefficients = perMember(members, ({ gamma }, { learningRateScale }) => ({
    gamma,
    unscaled: learningRateScale > 0 ? 1 / learningRateScale : 1,
  }));
  return {
    elementwise: false,
    init: (params) => ({ norms: tf.zerosLike(squaredNorms(params)) }),
    update(updates, { norms }, _params, context) {
      const { gamma, unscaled } = coefficients(context);
      const now = tf.mul(tf.sqrt(squaredNorms(updates)), unscaled);
      const growth = tf.div(tf.maximum(tf.div(now, tf.add(norms, 1e-8)), gamma), gamma);
      const shrink = tf.where(tf.greater(norms, 0), growth, 1);
      return {
        updates: scaleTensors(updates, tf.reciprocal(shrink)),
        state: { norms: tf.where(tf.equal(now, 0), norms, tf.div(now, shrink)) },
      };
    },
  };
}
