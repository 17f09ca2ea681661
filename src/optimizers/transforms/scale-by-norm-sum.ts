import * as tf from '../../tensors/tf.ts';
import type { Optimizer } from '../entry/optimizer.ts';
import { perMember } from '../members/per-member.ts';
import { byTensor } from './by-tensor.ts';
import { inverseRoot, scaleTensors, squaredNorms } from './tensor-norms.ts';

/**
 * Each tensor divided by the root of the sum of all its squared norms so far, eps added after the root (Ward, Wu & Bottou
 * 2019, arXiv 1806.01811). State: that sum, `[P, 1, tensors]`.
 */
export function scaleByNormSum(
  members: readonly { readonly eps: number; readonly initial_accumulator_value: number }[],
): Optimizer<tf.Tensor> {
  const coefficients = perMember(members, ({ eps, initial_accumulator_value }, { step }) => ({
    eps,
    start: step === 1 ? initial_accumulator_value : 0,
  }));
  return {
    init: (params) => tf.zerosLike(squaredNorms(params)),
    report(params, state) {
      const { eps } = coefficients({ step: 1 });
      return byTensor('inverse_norm', Object.keys(params), inverseRoot(1, state, eps));
    },
    update(gradients, state, _params, context) {
      const { eps, start } = coefficients(context);
      const grown = tf.add(state, squaredNorms(gradients));
      const sum = start === 0 ? grown : tf.add(grown, start);
      return { updates: scaleTensors(gradients, inverseRoot(1, sum, eps)), state: sum };
    },
  };
}
