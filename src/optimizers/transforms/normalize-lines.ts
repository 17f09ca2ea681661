import { repeated, stackAlike } from '../../tensors/linear-algebra/stack-alike.ts';
import { memberNorm } from '../../tensors/member-norm.ts';
import * as tf from '../../tensors/tf.ts';
import type { Optimizer } from '../entry/optimizer.ts';
import { parameterRoles, shapesOf } from '../layout/parameter-roles.ts';
import { type Coefficient, common, perMember } from '../members/per-member.ts';
import { type NoState, stateless } from './chain.ts';
import { mapTensors } from './map-tensors.ts';

/** Settings of {@link normalizeLines}. */
export interface LineSettings {
  readonly num_iters: number;
  readonly eps: number;
  readonly normalize_output: boolean;
}

/**
 * Gives all outputs of a kernel, and then all inputs, weights of a root mean square of 1, and so on in turn: SR-Sinkhorn of
 * Scetbon et al. (2025, arXiv 2502.06742, algorithm 3). The kernel as a whole has a root mean square of 1 then, or a
 * Frobenius norm of 1 with `normalize_output`. Vectors are given length 1. Nothing is divided by less than eps.
 */
export function normalizeLines(members: readonly LineSettings[]): Optimizer<NoState> {
  const rounds = common(members, 'num_iters');
  const unitNorm = common(members, 'normalize_output');
  const coefficients = perMember(members, ({ eps }) => ({ eps }));
  return stateless(
    (gradients, _params, context) => {
      const { eps } = coefficients(context);
      const roles = Object.values(parameterRoles(shapesOf(gradients)));
      return mapTensors(gradients, (tensors) => {
        const kernels = stackAlike(
          tensors.filter((_, i) => roles[i] !== 'vector'),
          (stack, copies) => {
            const balanced = balance(stack, rounds, repeated(eps, copies));
            return unitNorm ? tf.div(balanced, Math.sqrt(stack.shape[1]! * stack.shape[2]!)) : balanced;
          },
        ).values();
        return tensors.map((tensor, i) =>
          roles[i] === 'vector' ? tf.div(tensor, tf.maximum(memberNorm(tensor), eps)) : kernels.next().value!,
        );
      });
    },
    { elementwise: false },
  );
}

function balance(kernels: tf.Tensor, rounds: number, eps: Coefficient): tf.Tensor {
  const [, inputs, outputs] = kernels.shape as [number, number, number];
  // The reference compares lengths with eps, of which these are the share of one number.
  const [ofOutput, ofInput] = [inputs, outputs].map((count) => tf.div(eps, Math.sqrt(count)));
  let balanced = kernels;
  for (let round = 0; round < rounds; round++) {
    balanced = evened(balanced, 1, ofOutput!);
    balanced = evened(balanced, 2, ofInput!);
  }
  return balanced;
}

/** Every line along an axis at a root mean square of 1. */
function evened(x: tf.Tensor, axis: number, least: tf.Tensor): tf.Tensor {
  return tf.div(x, tf.maximum(tf.sqrt(tf.mean(tf.square(x), axis, true)), least));
}
