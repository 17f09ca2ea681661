import { repeated, stackAlike } from '../../tensors/linear-algebra/stack-alike.ts';
import { whiten } from '../../tensors/linear-algebra/whiten.ts';
import { memberNorm } from '../../tensors/member-norm.ts';
import * as tf from '../../tensors/tf.ts';
import type { Optimizer } from '../entry/optimizer.ts';
import { common, perMember } from '../members/per-member.ts';
import { type NoState, stateless } from './chain.ts';
import { mapTensors } from './map-tensors.ts';

/** Settings of {@link whitenOutputs}. */
export interface WhiteningSettings {
  readonly ns_steps: number;
  readonly beta: number;
  readonly post_norm: boolean;
}

/**
 * Standardises the weights of every output of a kernel, then makes the outputs orthogonal to each other and equally long:
 * GradNorm and GradWhitening of SWAN (Ma et al. 2024, arXiv 2412.13148). With `post_norm` the kernel has the norm that
 * it had between the two.
 *
 * A kernel of zeros stays one, where the reference divides zero by zero, and one of a single input is not standardised.
 */
export function whitenOutputs(members: readonly WhiteningSettings[]): Optimizer<NoState> {
  const steps = common(members, 'ns_steps');
  const postNorm = common(members, 'post_norm');
  const coefficients = perMember(members, ({ beta }) => ({ beta }));
  return stateless(
    (gradients, _params, context) => {
      const { beta } = coefficients(context);
      return mapTensors(gradients, (kernels) =>
        stackAlike(kernels, (stack, copies) => {
          const standardized = standardizeOutputs(stack);
          const norm = memberNorm(standardized);
          const white = whiten(perLength(standardized, norm), steps, repeated(beta, copies));
          return postNorm ? tf.mul(perLength(white, memberNorm(white)), norm) : white;
        }),
      );
    },
    { elementwise: false },
  );
}

/** One number less its mean is nothing: with a single input all stays as it is. */
function standardizeOutputs(kernels: tf.Tensor): tf.Tensor {
  if (kernels.shape[1] === 1) return kernels;
  const centered = tf.sub(kernels, tf.mean(kernels, 1, true));
  return tf.div(centered, tf.sqrt(tf.add(tf.mean(tf.square(centered), 1, true), 1e-8)));
}

/** x / norm, and zero where the norm is. Squares of what is smaller than this bound vanish in single precision. */
function perLength(x: tf.Tensor, norm: tf.Tensor): tf.Tensor {
  return tf.div(x, tf.maximum(norm, 1e-20));
}
