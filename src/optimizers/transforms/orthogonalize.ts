import { z } from 'zod';
import { newtonSchulzBy } from '../../tensors/linear-algebra/newton-schulz.ts';
import { polynomialsOf, type sequences } from '../../tensors/linear-algebra/odd-polynomials.ts';
import { repeated, stackAlike } from '../../tensors/linear-algebra/stack-alike.ts';
import { memberNorm } from '../../tensors/member-norm.ts';
import * as tf from '../../tensors/tf.ts';
import type { Optimizer } from '../entry/optimizer.ts';
import { type Coefficient, common, perMember } from '../members/per-member.ts';
import { type NoState, stateless } from './chain.ts';
import { mapTensors } from './map-tensors.ts';

/** The setting `ns_steps`. */
export const newtonSchulzSteps = z
  .int()
  .min(1)
  .max(100)
  .default(5)
  .describe('steps of the Newton–Schulz iteration');

/** Settings of the iteration that makes matrices orthogonal. */
export const orthogonalizationSettings = {
  ns_steps: newtonSchulzSteps,
  ns_coefficients: z
    .enum(['simple', 'quintic', 'polar_express', 'cans'])
    .default('simple')
    .describe(
      "coefficients of its steps: simple are Muon's, quintic five sets in turn, polar_express and cans the best for each step",
    ),
  norm_eps: z
    .number()
    .positive()
    .default(1e-7)
    .describe('what keeps the norm that matrices are divided by before it from zero'),
  norm_eps_style: z
    .enum(['add', 'max'])
    .default('add')
    .describe('norm_eps is added to that norm, or is the least that it counts as'),
  preconditioning: z
    .enum(['frobenius', 'schatten'])
    .default('frobenius')
    .describe(
      "that norm: Frobenius', or the root of that of the Gram matrix, which is closer to the largest singular value (the least is 1e-4 then, whatever norm_eps says)",
    ),
};

export interface OrthogonalizationSettings {
  readonly ns_steps: number;
  /** `simple` if not given. */
  readonly ns_coefficients?: keyof typeof sequences;
  /** 1e-7 if not given. */
  readonly norm_eps?: number;
  /** `add` if not given. */
  readonly norm_eps_style?: 'add' | 'max';
  /** `frobenius` if not given. */
  readonly preconditioning?: 'frobenius' | 'schatten';
}

/**
 * Each matrix replaced by one with about equal singular values and the same singular vectors, by the Newton–Schulz
 * iteration ({@link newtonSchulzBy}).
 */
export function orthogonalize(members: readonly OrthogonalizationSettings[]): Optimizer<NoState> {
  const polynomials = polynomialsOf(
    common(members, 'ns_coefficients') ?? 'simple',
    common(members, 'ns_steps'),
  );
  const adds = (common(members, 'norm_eps_style') ?? 'add') === 'add';
  const schatten = common(members, 'preconditioning') === 'schatten';
  const coefficients = perMember(members, ({ norm_eps = 1e-7 }) => ({ eps: norm_eps }));
  const divisor = (stack: tf.Tensor, eps: Coefficient): tf.Tensor => {
    if (schatten) return rootOfGramNorm(stack);
    return adds ? tf.add(memberNorm(stack), eps) : tf.maximum(memberNorm(stack), eps);
  };
  return stateless(
    (gradients, _params, context) => {
      const { eps } = coefficients(context);
      return mapTensors(gradients, (tensors) =>
        stackAlike(tensors, (stack, copies) =>
          newtonSchulzBy(polynomials, stack, divisor(stack, repeated(eps, copies))),
        ),
      );
    },
    { elementwise: false },
  );
}

/** √‖X Xᵀ‖, the Schatten-4 norm of each matrix, but at least 10⁻⁴. */
function rootOfGramNorm(x: tf.Tensor): tf.Tensor {
  const wide = x.shape[1]! <= x.shape[2]!;
  return tf.sqrt(tf.maximum(memberNorm(tf.matMul(x, x, !wide, wide)), 1e-8));
}
