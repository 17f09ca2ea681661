import { z } from 'zod';
import * as tf from '../../tensors/tf.ts';
import { mapTree } from '../../tensors/tree.ts';
import type { Optimizer, Params } from '../entry/optimizer.ts';
import { perMember } from '../members/per-member.ts';
import { blend } from './weighted.ts';

/** The setting `beta2` of {@link normalizeNeurons}. */
export function beta2Setting(byDefault: number) {
  return z
    .number()
    .min(0)
    .lt(1)
    .default(byDefault)
    .describe("what the moving average of each output's squares keeps of its past");
}

/** Keeps the reference from dividing by zero. */
const eps = 1e-10;

/**
 * Divides what comes from each output unit of a kernel by the root of the moving average of its mean square, and gives the
 * whole the norm back that it had: the second half of NorMuon (Li et al. 2025, arXiv 2510.05491). The average starts at
 * zero; the common factor that this makes is lost again with the norm.
 *
 * State: a number an output.
 */
export function normalizeNeurons(
  members: readonly { readonly beta2: number }[],
): Optimizer<{ readonly meanSquares: Params }> {
  const coefficients = perMember(members, ({ beta2 }) => ({ keep: beta2, take: 1 - beta2 }));
  return {
    elementwise: false,
    init: (params) => ({
      meanSquares: mapTree((param) => tf.zeros([param.shape[0]!, 1, param.shape[2]!]), params),
    }),
    update(gradients, state, _params, context) {
      const { keep, take } = coefficients(context);
      const now = mapTree((gradient) => tf.mean(tf.square(gradient), 1, true), gradients);
      const meanSquares = blend(state.meanSquares, keep, now, take);
      const updates = mapTree(
        (gradient, now, averaged) => tf.mul(gradient, evenly(now!, averaged!, gradient.shape[1]!)),
        gradients,
        now,
        meanSquares,
      );
      return { updates, state: { meanSquares } };
    },
  };
}

/** The factor of every output, `[P, 1, out]`, from the mean squares of its `inputs` numbers, now and on average. */
function evenly(now: tf.Tensor, averaged: tf.Tensor, inputs: number): tf.Tensor {
  const factors = tf.div(1, tf.add(tf.sqrt(averaged), eps));
  // Norms of the kernel before and after, each over the root of the number of inputs.
  const before = tf.sqrt(tf.sum(now, 2, true));
  const after = tf.sqrt(tf.sum(tf.mul(now, tf.square(factors)), 2, true));
  return tf.mul(factors, tf.div(before, tf.add(after, eps / Math.sqrt(inputs))));
}
