import { z } from 'zod';
import * as tf from '../../tensors/tf.ts';
import { mapTree } from '../../tensors/tree.ts';
import type { Optimizer, Params } from '../entry/optimizer.ts';
import { perMember } from '../members/per-member.ts';
import { scaleTensors, squaredNorms } from './tensor-norms.ts';
import { forgetIn, zeros } from './weighted.ts';

/** The setting `gamma` of {@link correctGradients}. */
export const correctionSetting = z
  .number()
  .min(0)
  .default(0.025)
  .describe("weight of a gradient's change since the last one in its correction; default: the reference's");

/**
 * Gradients with their change since the last ones added, so that their average has less variance (MARS, Yuan et al. 2024,
 * arXiv 2411.10438, its approximate form): g + gamma · beta / (1 - beta) · (g - last g), those of each tensor then shortened
 * to a norm of 1 where it is larger. The last gradient before the first is zero.
 *
 * @param members beta is what the average behind keeps of its past.
 */
export function correctGradients(
  members: readonly { readonly gamma: number; readonly beta: number }[],
): Optimizer<{ readonly previous: Params }> {
  const coefficients = perMember(members, ({ gamma, beta }) => {
    const weight = (gamma * beta) / (1 - beta);
    return { now: 1 + weight, before: -weight };
  });
  return {
    elementwise: false,
    init: (params) => ({ previous: zeros(params) }),
    forget: forgetIn,
    update(gradients, { previous }, _params, context) {
      const { now, before } = coefficients(context);
      const corrected = mapTree(
        (gradient, last) => tf.add(tf.mul(gradient, now), tf.mul(last!, before)),
        gradients,
        previous,
      );
      const norms = tf.sqrt(squaredNorms(corrected));
      return {
        updates: scaleTensors(corrected, tf.reciprocal(tf.maximum(norms, 1))),
        state: { previous: gradients },
      };
    },
  };
}
