import { pow } from '../pow.ts';
import { mean } from './mean.ts';
import { normalCdf, normalQuantile } from './special/normal.ts';
import type { Statistic } from './statistic.ts';

/**
 * Which quantiles of a bootstrap distribution bound the bias-corrected and accelerated interval (Efron 1987; of several
 * samples Davison & Hinkley 1997, chapter 5, with the empirical influence values of the jackknife, as SciPy computes it).
 *
 * @param statistics of the resamples, ascending.
 */
export function correctedLevels<T>(
  strata: readonly (readonly T[])[],
  statistic: Statistic<T>,
  statistics: Float64Array,
  tail: number,
): readonly [low: number, high: number] {
  const bias = normalQuantile(shareBelow(statistics, statistic(strata)!));
  const skew = acceleration(strata, statistic);
  const level = (p: number): number => {
    const z = bias + normalQuantile(p);
    return normalCdf(bias + z / (1 - skew * z));
  };
  return [level(tail), level(1 - tail)];
}

/** How much of the distribution lies below the estimate, half of what is equal to it; never none or all. */
function shareBelow(statistics: Float64Array, estimate: number): number {
  let below = 0;
  for (const value of statistics) below += value < estimate ? 1 : value === estimate ? 0.5 : 0;
  const least = 0.5 / statistics.length;
  return Math.min(1 - least, Math.max(least, below / statistics.length));
}

/** One sixth of the skewness of the estimate. */
function acceleration<T>(strata: readonly (readonly T[])[], statistic: Statistic<T>): number {
  let [squares, cubes] = [0, 0];
  strata.forEach((values, stratum) => {
    const without = values.map(
      (_, left) =>
        statistic(
          strata.with(
            stratum,
            values.filter((_, i) => i !== left),
          ),
        )!,
    );
    const centre = mean(without)!;
    const scale = (values.length - 1) / values.length;
    for (const value of without) {
      squares += (scale * (centre - value)) ** 2;
      cubes += pow(scale * (centre - value), 3);
    }
  });
  return squares === 0 ? 0 : cubes / (6 * pow(squares, 1.5));
}
