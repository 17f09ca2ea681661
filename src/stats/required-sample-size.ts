import { refuseNonShare } from './check.ts';
import { normalQuantile } from './special/normal.ts';

export interface PowerOptions {
  /** Of the two-sided test. Default 0.05. */
  readonly alpha?: number;
  /** The chance to find the difference if it is there. Default 0.8. */
  readonly power?: number;
  /** True for differences within pairs, false (default) for two independent samples. */
  readonly paired?: boolean;
}

/**
 * About how many runs of each of two algorithms a t test needs to show a difference of their means: the normal
 * approximation with the small-sample term of Guenther (The American Statistician 35, 1981),
 * 2 (z₁₋α⸝₂ + z_power)²/d² + z²₁₋α⸝₂/4 for independent samples, (z₁₋α⸝₂ + z_power)²/d² + z²₁₋α⸝₂/2 for pairs.
 *
 * @param effectSize d, the difference of the means over the standard deviation: that of a sample, or for pairs that of
 * the differences.
 * @returns at least 2; undefined for an effect of 0, which no number of runs can show.
 * @throws RangeError of NaN.
 */
export function requiredSampleSize(
  effectSize: number,
  { alpha = 0.05, power = 0.8, paired = false }: PowerOptions = {},
): number | undefined {
  if (Number.isNaN(effectSize)) throw new RangeError('an effect size is a number, given NaN');
  refuseNonShare(alpha, 'alpha');
  refuseNonShare(power, 'power');
  if (effectSize === 0) return undefined;
  const z = normalQuantile(1 - alpha / 2);
  const needed = ((z + normalQuantile(power)) / effectSize) ** 2;
  return Math.max(2, Math.ceil(paired ? needed + z ** 2 / 2 : 2 * needed + z ** 2 / 4));
}

/**
 * The other way round: the smallest effect that so many runs of each of two algorithms can show with the given power.
 *
 * @returns undefined of so few runs that no effect is large enough.
 */
export function detectableEffectSize(
  runs: number,
  { alpha = 0.05, power = 0.8, paired = false }: PowerOptions = {},
): number | undefined {
  refuseNonShare(alpha, 'alpha');
  refuseNonShare(power, 'power');
  const z = normalQuantile(1 - alpha / 2);
  const spare = paired ? runs - z ** 2 / 2 : (runs - z ** 2 / 4) / 2;
  return spare > 0 ? (z + normalQuantile(power)) / Math.sqrt(spare) : undefined;
}
