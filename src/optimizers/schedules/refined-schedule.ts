import { pow } from '../../pow.ts';
import { medianFilter } from './median-filter.ts';

/** How gradient norms become a schedule. */
export interface RefinementOptions {
  /**
   * What the norms are: Euclidean (`l2`), whose inverse squares are the weights, for rules like SGD; or sums of absolute
   * values (`l1`), weighted by their inverses, for rules like Adam. Default `l2`.
   */
  readonly norm?: 'l2' | 'l1';
  /** Width of the median filter as a share of the steps; 0 for none. Default 0.1. */
  readonly smoothing?: number;
  /** Whether to divide by the largest factor, so that the schedule peaks at 1. Default true. */
  readonly normalize?: boolean;
}

/**
 * The learning-rate schedule that a run's gradient norms ask for: steps of weight w_t get a factor proportional to
 * w_t · Σ_{p>t} w_p, which is small where gradients were large (a warm-up, if they were large at first) and falls to 0 at
 * the end; gradients of one size make the linear decay (Defazio et al. 2023, arXiv 2310.07831; the closed form and the
 * filter of facebookresearch/adaptive_scheduling at 37a8a9b).
 *
 * It takes two passes: train once, take the norms (`gradient_stats`, layer `''`), and train again with
 * `SCHEDULE(…,shape=custom,points=[…])`. A policy trained by another schedule meets other gradients, so that the second
 * run's norms differ from the first's; nothing forbids a third.
 *
 * @param gradientNorms of every step of the whole run, in order; positive.
 * @returns one factor a step, the last one 0.
 * @throws RangeError for fewer than two norms, norms that are not positive numbers, and a smoothing out of [0, 1].
 */
export function refinedSchedule(
  gradientNorms: readonly number[],
  { norm = 'l2', smoothing = 0.1, normalize = true }: RefinementOptions = {},
): number[] {
  if (gradientNorms.length < 2) {
    throw new RangeError(`a schedule is refined from two norms or more, given ${gradientNorms.length}`);
  }
  const wrong = gradientNorms.find((value) => !(value > 0 && value < Number.POSITIVE_INFINITY));
  if (wrong !== undefined) throw new RangeError(`gradient norms must be positive numbers, given ${wrong}`);
  if (!(smoothing >= 0 && smoothing <= 1)) {
    throw new RangeError(`smoothing is a share in [0, 1], given ${smoothing}`);
  }
  const reach = Math.floor((smoothing * gradientNorms.length) / 2);
  const weights = medianFilter(gradientNorms, reach).map((value) => pow(value, norm === 'l2' ? -2 : -1));
  // Sums from the end: differences from the whole would lose small weights behind large ones.
  const from = [...weights];
  for (let step = from.length - 2; step >= 0; step--) from[step]! += from[step + 1]!;
  const shares = weights.map((weight, step) => weight * (from[step + 1] ?? 0));
  const whole = normalize ? Math.max(...shares) : from[0]!;
  return shares.map((share) => share / whole);
}
