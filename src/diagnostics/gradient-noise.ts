/** What the norms of gradients on batches of two sizes say of the gradient and of the noise of a sample. */
export interface GradientNoise {
  /** |G|²: the squared norm of the true gradient, without bias; chance may make it negative. */
  readonly signal: number;
  /** S: the sum over all numbers of the variance of a sample's gradient. */
  readonly noise: number;
}

/** How many samples a gradient is the mean of, and its squared norm, on average. */
interface Batch {
  readonly samples: number;
  readonly squaredNorm: number;
}

/**
 * The gradient and its noise from batches of two sizes, as each norm is the gradient's plus S over its samples.
 *
 * Source: McCandlish et al. 2018 (arXiv 1812.06162), appendix A.1.
 */
export function gradientNoise(small: Batch, large: Batch): GradientNoise {
  const [b, B] = [small.samples, large.samples];
  return {
    signal: (B * large.squaredNorm - b * small.squaredNorm) / (B - b),
    noise: (small.squaredNorm - large.squaredNorm) / (1 / b - 1 / B),
  };
}

/** S / |G|²: about the size of batch up to which larger ones pay. Infinite where nothing is seen of the gradient; NaN of NaN. */
export function noiseScale({ signal, noise }: GradientNoise): number {
  return signal <= 0 ? Number.POSITIVE_INFINITY : noise / signal;
}
