import type { Tensor } from '../../tensors/tf.ts';

/**
 * How a number of each of B samples changes with one tensor of parameters, `[in, out]`: for sample b the outer product of
 * `inputs` and `signals`, or `signals` itself, all in · out of them, where there are no inputs.
 */
export interface SampleSlopes {
  /** `[P, B, in]`, what the layer was given. */
  readonly inputs?: Tensor;
  /** `[P, B, out]`, what came back to the layer; with a kernel's inputs, the same tensor as the signals of the layer's bias. */
  readonly signals: Tensor;
}

/** Samples at some parameters. */
export interface Sampled {
  /** `[P, B]`, 1 for a sample, and 0 for what only fills up a member with fewer of them. */
  readonly present: Tensor;
  /** Of each sample's number, by the names of the parameters that it depends on; costs a forward and a backward pass. */
  slopes(): Readonly<Record<string, SampleSlopes>>;
}

/** What the critic says of samples. */
export interface SampledValues extends Sampled {
  /** `[P, B]`, the value less what it should be; its slopes are the value's. 0 where no sample is present. */
  readonly errors: Tensor;
}

/** What the policy says of the actions that were taken. The slopes are those of their log-probabilities. */
export interface SampledScores extends Sampled {
  /** `[P, B]`, as the loss sees them. 0 where no sample is present. */
  readonly advantages: Tensor;
  /**
   * How each log-probability changes with what the policy puts out, `[P, B, outputs]`: for a softmax 1[a] − π, for a Gaussian
   * (a − μ) / σ². 0 where no sample is present; costs a forward pass.
   */
  outputSlopes(): Tensor;
}

/** Samples of the minibatch at hand, to be asked for at any parameters, by name; costs a forward pass. */
export type SamplesAt<Seen extends Sampled> = (params: { readonly [name: string]: Tensor }) => Seen;

/** The samples in their order, in parts of at most so many; every part but the last has that many. */
export type SampleParts<Seen extends Sampled> = (most: number) => readonly SamplesAt<Seen>[];
