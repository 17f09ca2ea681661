import { z } from 'zod';
import { pow } from '../../pow.ts';
import * as tf from '../../tensors/tf.ts';
import { mapTree } from '../../tensors/tree.ts';
import type { Optimizer, Params } from '../entry/optimizer.ts';
import { type MemberStep, perMember } from '../members/per-member.ts';
import { betas } from './scale-by-adam.ts';
import { blend, forgetIn, zeros } from './weighted.ts';

/** The settings of {@link scaleByUncorrectedAdam} and {@link biasCorrection}. */
export function uncorrectedAdamSettings(defaultBetas: readonly [number, number], defaultEps: number) {
  return {
    betas: betas(...defaultBetas),
    eps: z
      .number()
      .min(0)
      .default(defaultEps)
      .describe('added to the root of the second moment as it is, before any correction of its bias'),
    correct_bias: z
      .boolean()
      .default(true)
      .describe('make up for the moments having started at zero; default: the reference'),
  };
}

interface Settings {
  readonly betas: readonly [number, number];
  readonly eps: number;
}

/** The moments of the gradients seen so far. */
export type Moments = {
  readonly m: Params;
  readonly v: Params;
};

/**
 * Adam as transformers' AdamW and those after it write it: gradients replaced by their moving average over the root of
 * the moving average of their squares plus eps, with the correction of both biases left to the learning rate
 * ({@link biasCorrection}). So eps weighs more in the first steps than in `torch.optim.Adam`.
 *
 * @param seen how many gradients the moments have seen with this one. Where it is 0 this one is passed over: moments and
 * updates stay zero.
 */
export function scaleByUncorrectedAdam<S extends Settings>(
  members: readonly S[],
  seen: (at: MemberStep) => number = ({ step }) => step,
): Optimizer<Moments> {
  const coefficients = perMember(members, ({ betas: [beta1, beta2], eps }, at) => {
    const takes = seen(at) > 0;
    return {
      keepM: beta1,
      takeM: takes ? 1 - beta1 : 0,
      keepV: beta2,
      takeV: takes ? 1 - beta2 : 0,
      // Any other number than zero, by which nothing is divided to nothing.
      eps: takes ? eps : 1,
    };
  });
  return {
    elementwise: true,
    init: (params) => ({ m: zeros(params), v: zeros(params) }),
    forget: forgetIn,
    update(gradients, state, _params, context) {
      const { keepM, takeM, keepV, takeV, eps } = coefficients(context);
      const m = blend(state.m, keepM, gradients, takeM);
      const v = blend(state.v, keepV, mapTree(tf.square, gradients), takeV);
      const updates = mapTree((mean, square) => tf.div(mean, tf.add(tf.sqrt(square), eps)), m, v);
      return { updates, state: { m, v } };
    },
  };
}

/** √(1 - β₂ᵗ) / (1 - β₁ᵗ), what the learning rate is multiplied by when the moments have seen t ≥ 1 gradients. */
export function biasCorrection(
  {
    betas: [beta1, beta2],
    correct_bias,
  }: { readonly betas: readonly [number, number]; readonly correct_bias: boolean },
  seen: number,
): number {
  return correct_bias ? Math.sqrt(1 - pow(beta2, seen)) / (1 - pow(beta1, seen)) : 1;
}
