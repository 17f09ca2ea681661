import { z } from 'zod';
import * as tf from '../../tensors/tf.ts';
import { mapTree } from '../../tensors/tree.ts';
import type { Optimizer, Params } from '../optimizer.ts';
import { perMember } from '../per-member.ts';
import { blend, zeros } from './weighted.ts';

const beta = z.number().min(0).lt(1);

/** The setting `betas` of a rule with two moments. */
export function betas(first: number, second: number) {
  return z
    .tuple([beta, beta])
    .default([first, second])
    .describe('what the moving averages of the gradient and of its square keep of their past');
}

/** The settings of {@link scaleByAdam}. */
export const adamSettings = {
  betas: betas(0.9, 0.999),
  eps: z
    .number()
    .positive()
    .default(1e-5)
    .describe("added to the root of the second moment; default: CleanRL's for PPO (PyTorch's is 1e-8)"),
};

/**
 * Gradients replaced by their moving average over the root of the moving average of their squares, both corrected for
 * having started at zero; eps is added after the corrected root (Kingma & Ba 2015, arXiv 1412.6980, algorithm 1).
 */
export function scaleByAdam(
  members: readonly { readonly betas: readonly [number, number]; readonly eps: number }[],
): Optimizer<{ readonly m: Params; readonly v: Params }> {
  const coefficients = perMember(members, ({ betas: [beta1, beta2], eps }, { step }) => {
    // (m / c1) / (√v / √c2 + eps), with √c2 multiplied through to spare one operation a tensor.
    const c1 = 1 - beta1 ** step;
    const rootC2 = Math.sqrt(1 - beta2 ** step);
    return {
      keepM: beta1,
      takeM: 1 - beta1,
      keepV: beta2,
      takeV: 1 - beta2,
      correction: rootC2 / c1,
      eps: eps * rootC2,
    };
  });
  return {
    elementwise: true,
    init: (params) => ({ m: zeros(params), v: zeros(params) }),
    update(gradients, state, _params, context) {
      const { keepM, takeM, keepV, takeV, correction, eps } = coefficients(context);
      const m = blend(state.m, keepM, gradients, takeM);
      const v = blend(state.v, keepV, mapTree(tf.square, gradients), takeV);
      const updates = mapTree(
        (mean, square) => tf.div(tf.mul(mean, correction), tf.add(tf.sqrt(square), eps)),
        m,
        v,
      );
      return { updates, state: { m, v } };
    },
  };
}
