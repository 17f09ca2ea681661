import { RandomStream } from '../random.ts';
import { quantile } from './quantile.ts';
import { sorted } from './sorted.ts';

export interface BootstrapOptions {
  /** Share of the bootstrap distribution within the interval. Default 0.95. */
  readonly level?: number;
  /** How many resamples. Default 5000. */
  readonly resamples?: number;
  /** Default 0. */
  readonly seed?: number;
}

/**
 * Percentile bootstrap interval of a statistic of one sample (Efron 1979): the statistic over samples drawn with
 * replacement, and its quantiles. The same values in any order give the same interval.
 *
 * @returns undefined of fewer than three values: an interval would look sure of what nobody can know.
 */
export function bootstrapInterval(
  values: ArrayLike<number>,
  statistic: (sample: Float64Array) => number | undefined,
  { level = 0.95, resamples = 5000, seed = 0 }: BootstrapOptions = {},
): readonly [low: number, high: number] | undefined {
  if (values.length < 3) return undefined;
  const ordered = sorted(values);
  const stream = RandomStream.of(seed, 'bootstrap');
  const sample = new Float64Array(ordered.length);
  const statistics = Float64Array.from({ length: resamples }, () => {
    for (let i = 0; i < sample.length; i++) sample[i] = ordered[stream.integer(ordered.length)]!;
    return statistic(sample)!;
  });
  const tail = (1 - level) / 2;
  return [quantile(statistics, tail)!, quantile(statistics, 1 - tail)!];
}
