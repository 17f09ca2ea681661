import type { GradientNoise } from './gradient-noise.ts';

/** How the gradients of single samples lie around their mean ḡ. Variances are unbiased, over all numbers as one vector. */
export interface GradientSpread {
  readonly samples: number;
  /** ‖ḡ‖² */
  readonly meanSquaredNorm: number;
  /** The sum over all numbers of their variance. NaN for one sample, as the two that follow. */
  readonly variance: number;
  /** The variance of gᵀḡ. */
  readonly innerProductVariance: number;
  /** The sum over all numbers of the variance of what is orthogonal to ḡ, g − (gᵀḡ / ‖ḡ‖²) ḡ. 0 where ḡ is. */
  readonly orthogonalVariance: number;
}

/**
 * Source: Byrd et al. 2012 (the norm test); Bollapragada, Byrd & Nocedal 2018 (inner products and what is orthogonal).
 *
 * @param gradients one a sample, one at least, of one length.
 */
export function gradientSpread(gradients: readonly ArrayLike<number>[]): GradientSpread {
  const samples = gradients.length;
  const mean = new Float64Array(gradients[0]!.length);
  for (const gradient of gradients) {
    for (let i = 0; i < mean.length; i++) mean[i]! += gradient[i]! / samples;
  }
  const meanSquaredNorm = mean.reduce((sum, value) => sum + value * value, 0);
  let [variance, alongMean, orthogonal] = [0, 0, 0];
  for (const gradient of gradients) {
    // Deviations from the mean, so that nothing is lost where samples are alike.
    let [squares, product] = [0, 0];
    for (let i = 0; i < mean.length; i++) {
      const deviation = gradient[i]! - mean[i]!;
      squares += deviation * deviation;
      product += deviation * mean[i]!;
    }
    variance += squares;
    alongMean += product * product;
    if (meanSquaredNorm > 0) orthogonal += Math.max(0, squares - (product * product) / meanSquaredNorm);
  }
  const degrees = samples > 1 ? samples - 1 : Number.NaN;
  return {
    samples,
    meanSquaredNorm,
    variance: variance / degrees,
    innerProductVariance: alongMean / degrees,
    orthogonalVariance: orthogonal / degrees,
  };
}

/** The gradient and its noise from the gradients of single samples; NaN for one sample. */
export function sampleNoise({ samples, meanSquaredNorm, variance }: GradientSpread): GradientNoise {
  return { signal: meanSquaredNorm - variance / samples, noise: variance };
}
