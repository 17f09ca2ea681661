import { memberDot, memberNorm } from '../member-norm.ts';
import * as tf from '../tf.ts';

/** About the largest singular value of each kernel, and the unit vectors that belong to it. */
export interface LeadingSingular {
  /** `[P, 1, 1]`. */
  readonly sigma: tf.Tensor;
  /** On the side of the outputs, `[P, 1, out]`. */
  readonly u: tf.Tensor;
  /** On the side of the inputs, `[P, 1, in]`. */
  readonly v: tf.Tensor;
}

/** What a vector is divided by at least. */
const leastNorm = 1e-12;

/**
 * Power iterations: v from u, then u from v, and σ = v · kernel · u. From step to step kernels change little, so that one
 * iteration a step on the u of the step before comes close to the singular value, as in spectral normalisation (Miyato et al.
 * 2018, arXiv 1802.05957; torch.nn.utils.spectral_norm).
 *
 * Where a product is about zero, as those with a kernel of zeros are, σ is what the reference makes of it and u stays as it
 * was: zeros would stay zeros whatever the kernel became.
 *
 * @param kernel `[P, in, out]` @param u `[P, 1, out]` @param iterations at least 1.
 */
export function powerIteration(kernel: tf.Tensor, u: tf.Tensor, iterations: number): LeadingSingular {
  let from = u;
  for (let iteration = 1; ; iteration++) {
    const v = unit(tf.matMul(from, kernel, false, true));
    const product = tf.matMul(v, kernel);
    const norm = memberNorm(product);
    const next = tf.div(product, tf.maximum(norm, leastNorm));
    const kept = tf.where(tf.greater(norm, leastNorm), next, from);
    if (iteration === iterations) return { sigma: memberDot(next, product), u: kept, v };
    from = kept;
  }
}

function unit(x: tf.Tensor): tf.Tensor {
  return tf.div(x, tf.maximum(memberNorm(x), leastNorm));
}
