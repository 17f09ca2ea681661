import { UsageError } from '../../src/errors.ts';

/** A network of infinite width whose hidden layers take a sign, or erf(mx) instead. */
export interface WideNetwork {
  /** Hidden layers plus one, at least 1. */
  readonly depth: number;
  /** Standard deviations of the weights, over the root of the inputs, and of the biases. */
  readonly sigmaW: number;
  readonly sigmaB: number;
  /** m of erf(mx), positive; infinite for the sign. */
  readonly steepness: number;
  /** Whose derivative goes back through the hidden layers: erf(x), or x itself. */
  readonly surrogate: 'erf' | 'identity';
}

type Matrix = readonly (readonly number[])[];

/** Of n inputs, `[n][n]` each. */
export interface SurrogateKernels {
  /** Covariances of the pre-activations, layer by layer: the kernels of the network as a Gaussian process. */
  readonly covariances: readonly Matrix[];
  /** Along whose rows outputs move in training: J(xᵢ) · J̃(xⱼ)ᵀ, J̃ by the surrogate, so it need not be symmetric. */
  readonly tangent: Matrix;
}

const timesTwoOverPi = (x: number): number => (2 / Math.PI) * x;

/**
 * The kernels that describe how a network of infinite width learns with surrogate gradients, in closed form (Eilers et al.
 * 2024, A generalized neural tangent kernel for surrogate gradient learning; LuEilers/surrogate-gradient-ntk, git 55e0893,
 * `sg_ntk_definitions.py`).
 *
 * @param inputs `[n][d]`
 * @throws UsageError where the sign sees nothing but zeros, of which the kernel says nothing.
 */
export function surrogateKernels(inputs: Matrix, network: WideNetwork): SurrogateKernels {
  const { depth, sigmaW, sigmaB, steepness, surrogate } = network;
  const [ofWeights, ofBiases] = [sigmaW ** 2, sigmaB ** 2];
  const softness = 1 / (2 * steepness ** 2);
  const overPairs = (make: (i: number, j: number) => number): Matrix =>
    inputs.map((_, i) => inputs.map((_, j) => make(i, j)));

  let covariance = overPairs((i, j) => {
    const [x, y] = [inputs[i]!, inputs[j]!];
    const product = x.reduce((sum, value, k) => sum + value * y[k]!, 0);
    return (ofWeights * product) / x.length + ofBiases;
  });
  let tangent = covariance;
  const covariances = [covariance];
  while (covariances.length < depth) {
    const [below, soFar] = [covariance, tangent];
    const variances = below.map((row, i) => row[i]! + softness);
    const still = variances.findIndex((variance) => variance === 0);
    if (still !== -1) {
      throw new UsageError(
        `the kernel of a sign is not defined for pre-activations without variance, which input ${still} has; give biases a sigmaB above 0`,
      );
    }
    covariance = overPairs((i, j) => {
      const correlation = below[i]![j]! / Math.sqrt(variances[i]! * variances[j]!);
      return ofWeights * timesTwoOverPi(Math.asin(Math.max(-1, Math.min(1, correlation)))) + ofBiases;
    });
    const slope = (i: number, j: number): number =>
      surrogate === 'identity'
        ? Math.sqrt(2 / Math.PI / variances[i]!)
        : timesTwoOverPi(1 / Math.sqrt(variances[i]! * (below[j]![j]! + 0.5) - below[i]![j]! ** 2));
    const grown = covariance;
    tangent = overPairs((i, j) => soFar[i]![j]! * ofWeights * slope(i, j) + grown[i]![j]!);
    covariances.push(covariance);
  }
  return { covariances, tangent };
}
