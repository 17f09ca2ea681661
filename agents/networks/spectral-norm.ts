import { powerIteration } from '../../src/tensors/linear-algebra/power-iteration.ts';
import * as tf from '../../src/tensors/tf.ts';
import type { BufferSpec, NetworkBuffers } from './network.ts';
import { carryTangent } from './tangents.ts';

/** How kernels are normalised. */
export interface SpectralNorm {
  /** The singular value that normalised kernels have. */
  readonly k: number;
  /** Whether kernels with a smaller one are left as they are. */
  readonly onlyIfLarger: boolean;
  /** Of each step of learning. */
  readonly iterations: number;
}

/** What is divided by at least: a kernel of zeros has the singular value 0. */
const least = 1e-12;

/**
 * A kernel divided by σ/k, where σ = v · kernel · u comes of the vectors that are kept; by max(σ/k, 1) where only larger ones
 * are to be divided. The gradient goes through σ, in which u and v are constants: with c the divisor it is
 * G/c − ⟨G, kernel⟩/(c²k) vᵀu where kernels are divided.
 *
 * Source: Miyato et al. 2018 (arXiv 1802.05957); Gogianu et al. 2021 (arXiv 2105.05246), floringogianu/snrl
 * linear_spectral_norm.py at 49fd409.
 *
 * @param kernel `[P, in, out]` @param u `[P, 1, out]` @param v `[P, 1, in]`
 */
export function normalizedKernel(
  kernel: tf.Tensor,
  u: tf.Tensor,
  v: tf.Tensor,
  { k, onlyIfLarger }: Pick<SpectralNorm, 'k' | 'onlyIfLarger'>,
): tf.Tensor {
  const floor = onlyIfLarger ? 1 : least;
  const sizeOf = (matrix: tf.Tensor): tf.Tensor =>
    tf.div(tf.sum(tf.mul(tf.matMul(v, matrix), u), 2, true), k);
  const size = sizeOf(kernel);
  const divisor = tf.maximum(size, floor);
  const normalized = tf.div(kernel, divisor);
  return carryTangent(normalized, [kernel], ([own]) => {
    const ofDivisor = tf.where(tf.greater(size, floor), sizeOf(own!), 0);
    return tf.div(tf.sub(own!, tf.mul(normalized, ofDivisor)), divisor);
  });
}

/** Names of the vectors that are kept of a kernel. */
export function singularVectors(kernel: string): { readonly u: string; readonly v: string } {
  return { u: `${kernel}_u`, v: `${kernel}_v` };
}

/** A kernel that is normalised. */
interface Kernel {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
}

/**
 * The vectors of the kernels that are normalised. They begin at what one iteration makes of a random u, which is all that
 * kernels with equal singular values need, as those of orthogonal weights are, and go on by power iterations in each step of
 * learning.
 *
 * @param kernels at least one.
 */
export function singularBuffers(kernels: readonly Kernel[], { iterations }: SpectralNorm): NetworkBuffers {
  return {
    specs: kernels.flatMap((kernel): BufferSpec[] => {
      const { name, inputs, outputs } = kernel;
      const { u, v } = singularVectors(name);
      return [
        {
          name: u,
          shape: [1, outputs],
          initial(stream, valuesOf) {
            const drawn = Float64Array.from({ length: outputs }, () => stream.normal());
            const values = valuesOf(name);
            return towardsOutputs(values, kernel, towardsInputs(values, kernel, drawn));
          },
        },
        {
          name: v,
          shape: [1, inputs],
          initial: (_, valuesOf) => towardsInputs(valuesOf(name), kernel, valuesOf(u)),
        },
      ];
    }),
    advance: (params) =>
      Object.fromEntries(
        kernels.flatMap(({ name }) => {
          const names = singularVectors(name);
          const { u, v } = powerIteration(params[name]!, params[names.u]!, iterations);
          return [
            [names.u, u],
            [names.v, v],
          ];
        }),
      ),
  };
}

/** The direction of kernel · u, on the host. */
function towardsInputs(kernel: Float64Array, { inputs, outputs }: Kernel, u: Float64Array): Float64Array {
  return unit(
    Float64Array.from({ length: inputs }, (_, row) =>
      u.reduce((sum, own, column) => sum + kernel[row * outputs + column]! * own, 0),
    ),
  );
}

/** The direction of v · kernel. */
function towardsOutputs(kernel: Float64Array, { outputs }: Kernel, v: Float64Array): Float64Array {
  return unit(
    Float64Array.from({ length: outputs }, (_, column) =>
      v.reduce((sum, own, row) => sum + kernel[row * outputs + column]! * own, 0),
    ),
  );
}

function unit(vector: Float64Array): Float64Array {
  const norm = Math.max(Math.hypot(...vector), least);
  return vector.map((value) => value / norm);
}
