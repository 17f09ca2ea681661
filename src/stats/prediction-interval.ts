import { RandomStream } from '../random.ts';
import { bootstrapInterval } from './bootstrap-interval.ts';
import type { Interval } from './interval.ts';
import type { BootstrapOptions } from './resample.ts';

/**
 * Where a statistic of `size` further values of the same kind would lie: whether a result that somebody else found in a few
 * runs is one that ours could have given. Wider than the interval of the statistic itself, since few values scatter more
 * than many and what is known of their kind is a sample too: the further values are drawn from resamples of the known
 * ones.
 *
 * @returns undefined of fewer than three values.
 * @throws RangeError of NaN.
 */
export function predictionInterval(
  values: ArrayLike<number>,
  size: number,
  statistic: (sample: readonly number[]) => number | undefined,
  options: Omit<BootstrapOptions, 'method'> = {},
): Interval | undefined {
  const stream = RandomStream.of(options.seed ?? 0, 'prediction');
  const further = new Array<number>(size);
  return bootstrapInterval(
    values,
    (sample) => {
      for (let i = 0; i < size; i++) further[i] = sample[stream.integer(sample.length)]!;
      return statistic(further);
    },
    options,
  );
}
