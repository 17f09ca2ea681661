import * as tf from '../../tensors/tf.ts';
import { mapTree } from '../../tensors/tree.ts';
import type { Optimizer, Params } from '../entry/optimizer.ts';
import { perMember } from '../members/per-member.ts';
import { overRoot } from './moments.ts';
import { forgetIn, zeros } from './weighted.ts';

/**
 * Gradients divided by the root of the sum of all their squares so far, eps added after the root (Duchi, Hazan & Singer
 * 2011, JMLR 12).
 */
export function scaleByAdagrad(
  members: readonly { readonly eps: number; readonly initial_accumulator_value: number }[],
): Optimizer<{ readonly sumOfSquares: Params }> {
  const coefficients = perMember(members, ({ eps, initial_accumulator_value }, { step }) => ({
    eps,
    start: step === 1 ? initial_accumulator_value : 0,
  }));
  return {
    elementwise: true,
    init: (params) => ({ sumOfSquares: zeros(params) }),
    // Weights that begin anew would have to begin with the initial value.
    ...(members.every((own) => own.initial_accumulator_value === 0) && { forget: forgetIn }),
    update(gradients, state, _params, context) {
      const { eps, start } = coefficients(context);
      const sumOfSquares = mapTree(
        (sum, gradient) => {
          const grown = tf.add(sum, tf.square(gradient));
          return start === 0 ? grown : tf.add(grown, start);
        },
        state.sumOfSquares,
        gradients,
      );
      return { updates: overRoot(gradients, sumOfSquares, eps), state: { sumOfSquares } };
    },
  };
}
