import { RandomStream } from '../random.ts';
import { correctedLevels } from './bca.ts';
import { refuseNonShare } from './check.ts';
import { fewestSeeds } from './fewest-seeds.ts';
import type { Interval } from './interval.ts';
import { quantile } from './quantile.ts';
import type { Statistic } from './statistic.ts';

export interface BootstrapOptions {
  /** Share of the bootstrap distribution within the interval. Default 0.95. */
  readonly level?: number;
  /** How many resamples. Default 5000. */
  readonly resamples?: number;
  /** Default 0. */
  readonly seed?: number;
  /**
   * `percentile` (default) takes quantiles of the bootstrap distribution (Efron 1979); `bca` moves them for bias and
   * skewness (Efron 1987).
   */
  readonly method?: 'percentile' | 'bca';
}

/**
 * A statistic of samples that are each drawn again for themselves, with replacement, as many values as there are: one of
 * every resample, in the order in which they are drawn. The same seed and lengths draw the same places, whatever the values.
 */
export function resampled<T>(
  strata: readonly (readonly T[])[],
  statistic: Statistic<T>,
  { resamples, seed }: { readonly resamples: number; readonly seed: number },
): Float64Array {
  const stream = RandomStream.of(seed, 'bootstrap');
  const drawn = strata.map((values) => [...values]);
  return Float64Array.from({ length: resamples }, () => {
    for (let stratum = 0; stratum < strata.length; stratum++) {
      const values = strata[stratum]!;
      const sample = drawn[stratum]!;
      for (let i = 0; i < sample.length; i++) sample[i] = values[stream.integer(values.length)]!;
    }
    return statistic(drawn)!;
  });
}

/**
 * Bootstrap interval of a statistic of samples that are each resampled for itself. Every bootstrap of this folder is one
 * of these; they put the values into an order of their own first, so that the order given does not matter.
 *
 * @returns undefined if a sample has fewer than `fewestSeeds` values: an interval would look sure of what nobody can know.
 */
export function resampledInterval<T>(
  strata: readonly (readonly T[])[],
  statistic: Statistic<T>,
  { level = 0.95, resamples = 5000, seed = 0, method = 'percentile' }: BootstrapOptions = {},
): Interval | undefined {
  refuseNonShare(level, 'the level of an interval');
  if (strata.length === 0 || strata.some(({ length }) => length < fewestSeeds)) return undefined;
  const statistics = resampled(strata, statistic, { resamples, seed }).sort();
  const tail = (1 - level) / 2;
  const [low, high] =
    method === 'bca' ? correctedLevels(strata, statistic, statistics, tail) : [tail, 1 - tail];
  return [quantile(statistics, low)!, quantile(statistics, high)!];
}
