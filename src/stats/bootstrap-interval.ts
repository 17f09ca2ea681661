import { refuseNaN } from './check.ts';
import type { Interval } from './interval.ts';
import { type BootstrapOptions, resampledInterval } from './resample.ts';
import { sorted } from './sorted.ts';

/**
 * Bootstrap interval of a statistic of one sample: the statistic over samples drawn with replacement, and its quantiles.
 * The same values in any order give the same interval.
 *
 * @returns undefined of fewer than three values.
 * @throws RangeError of NaN.
 */
export function bootstrapInterval(
  values: ArrayLike<number>,
  statistic: (sample: readonly number[]) => number | undefined,
  options: BootstrapOptions = {},
): Interval | undefined {
  return resampledInterval([Array.from(sorted(values))], ([sample]) => statistic(sample!), options);
}

/**
 * Bootstrap interval of a statistic of several independent samples, each resampled for itself: the stratified bootstrap
 * of Agarwal et al. (2021) where the samples are the tasks, the interval of a difference where they are two algorithms.
 *
 * @returns undefined if a sample has fewer than three values.
 * @throws RangeError of NaN.
 */
export function stratifiedBootstrapInterval(
  samples: readonly ArrayLike<number>[],
  statistic: (samples: readonly (readonly number[])[]) => number | undefined,
  options: BootstrapOptions = {},
): Interval | undefined {
  const strata = samples.map((values) => Array.from(sorted(values)));
  return resampledInterval(strata, statistic, options);
}

/**
 * Bootstrap interval of a statistic of pairs, such as the scores of two algorithms by seed: whole pairs are drawn, so
 * what seeds have in common cancels.
 *
 * @param statistic of the first and the second members of the pairs.
 * @returns undefined of fewer than three pairs.
 * @throws RangeError of NaN, or if there are not equally many of each.
 */
export function pairedBootstrapInterval(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  statistic: (x: readonly number[], y: readonly number[]) => number | undefined,
  options: BootstrapOptions = {},
): Interval | undefined {
  if (x.length !== y.length) throw new RangeError(`${x.length} values cannot pair with ${y.length}`);
  refuseNaN(x);
  refuseNaN(y);
  const pairs = Array.from(x, (value, i) => [value, y[i]!] as const).sort(
    ([a, b], [c, d]) => ascending(a, c) || ascending(b, d),
  );
  return resampledInterval(
    [pairs],
    ([drawn]) =>
      statistic(
        drawn!.map(([first]) => first),
        drawn!.map(([, second]) => second),
      ),
    options,
  );
}

function ascending(a: number, b: number): number {
  return a < b ? -1 : Number(a > b);
}
