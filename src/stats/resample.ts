import { groupBy } from '../group-by.ts';
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

/** How many resamples are drawn, and by which seed. */
export type Draws = Required<Pick<BootstrapOptions, 'resamples' | 'seed'>>;

/**
 * Draws samples again, with replacement, as many values as there are: of every resample and each sample the places of the
 * values that are drawn. The same seed and lengths draw the same places, whatever the values.
 *
 * @param lengths of the samples.
 * @param visit is handed the same arrays for every resample, with other places.
 */
export function eachResample(
  lengths: readonly number[],
  { resamples, seed }: Draws,
  visit: (places: readonly Uint32Array[], resample: number) => void,
): void {
  const stream = RandomStream.of(seed, 'bootstrap');
  const places = lengths.map((length) => new Uint32Array(length));
  for (let resample = 0; resample < resamples; resample++) {
    for (const drawn of places) {
      for (let i = 0; i < drawn.length; i++) drawn[i] = stream.integer(drawn.length);
    }
    visit(places, resample);
  }
}

/** Samples that are each drawn again for themselves, and a statistic of them. */
export interface Resampled<T> {
  readonly strata: readonly (readonly T[])[];
  readonly statistic: Statistic<T>;
}

/** The statistic of every resample, in the order in which they are drawn. */
export function resampled<T>({ strata, statistic }: Resampled<T>, draws: Draws): Float64Array {
  return resampledTogether([{ strata, statistic }], draws)[0]!;
}

/** The same of several cases, whose samples are as long as those of the first: what they are drawn by is drawn once. */
function resampledTogether<T>(cases: readonly Resampled<T>[], draws: Draws): Float64Array[] {
  const found = cases.map(() => new Float64Array(draws.resamples));
  const samples = cases.map(({ strata }) => strata.map((values) => [...values]));
  eachResample(lengthsOf(cases[0]!.strata), draws, (places, resample) => {
    for (let at = 0; at < cases.length; at++) {
      const { strata, statistic } = cases[at]!;
      const drawn = samples[at]!;
      for (let stratum = 0; stratum < strata.length; stratum++) {
        take(strata[stratum]!, places[stratum]!, drawn[stratum]!);
      }
      found[at]![resample] = statistic(drawn)!;
    }
  });
  return found;
}

function take<T>(values: readonly T[], places: Uint32Array, into: T[]): void {
  for (let i = 0; i < places.length; i++) into[i] = values[places[i]!]!;
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
  options: BootstrapOptions = {},
): Interval | undefined {
  return resampledIntervals([{ strata, statistic }], options)[0];
}

/** The same of several cases. Where lengths agree, places are drawn once for all of them; every interval is as if it were alone. */
export function resampledIntervals<T>(
  cases: readonly Resampled<T>[],
  options: BootstrapOptions = {},
): (Interval | undefined)[] {
  return byLengths(
    cases,
    ({ strata }) => strata,
    options,
    (together, draws) =>
      resampledTogether(together, draws).map((statistics, at) =>
        boundsOf(statistics, together[at]!, options),
      ),
  );
}

/**
 * The intervals of several statistics of the same samples, in their order. All are computed of each resample together, so what
 * they have in common is computed once; every interval is as if it were alone.
 */
export function jointIntervals<T>(
  strata: readonly (readonly T[])[],
  statistics: (strata: readonly (readonly T[])[]) => readonly number[],
  options: BootstrapOptions = {},
): Interval[] | undefined {
  const [intervals] = byLengths(
    [strata],
    (given) => given,
    options,
    (_, draws) => {
      const drawn = strata.map((values) => [...values]);
      const found = statistics(strata).map(() => new Float64Array(draws.resamples));
      eachResample(lengthsOf(strata), draws, (places, resample) => {
        for (let stratum = 0; stratum < strata.length; stratum++) {
          take(strata[stratum]!, places[stratum]!, drawn[stratum]!);
        }
        statistics(drawn).forEach((value, at) => {
          found[at]![resample] = value;
        });
      });
      return [
        found.map((distribution, at) =>
          boundsOf(distribution, { strata, statistic: (given) => statistics(given)[at]! }, options),
        ),
      ];
    },
  );
  return intervals;
}

/**
 * What is found for cases, those of equal lengths together; in the order of the cases. Undefined where a sample has fewer than
 * `fewestSeeds` values.
 *
 * @param strataOf the samples of a case, that are to be drawn again.
 */
export function byLengths<C, R>(
  cases: readonly C[],
  strataOf: (given: C) => readonly ArrayLike<unknown>[],
  { level = 0.95, resamples = 5000, seed = 0 }: BootstrapOptions,
  find: (together: readonly C[], draws: Draws) => readonly R[],
): (R | undefined)[] {
  refuseNonShare(level, 'the level of an interval');
  const found = new Map<C, R>();
  const enough = cases.filter((given) => {
    const strata = strataOf(given);
    return strata.length > 0 && strata.every(({ length }) => length >= fewestSeeds);
  });
  for (const together of groupBy(enough, (given) => lengthsOf(strataOf(given)).join()).values()) {
    const answers = find(together, { resamples, seed });
    together.forEach((given, at) => {
      found.set(given, answers[at]!);
    });
  }
  return cases.map((given) => found.get(given));
}

export function lengthsOf(strata: readonly ArrayLike<unknown>[]): number[] {
  return strata.map(({ length }) => length);
}

/** The interval that a bootstrap distribution gives. @param statistics one a resample; they are put into order. */
export function boundsOf<T>(
  statistics: Float64Array,
  { strata, statistic }: Resampled<T>,
  { level = 0.95, method = 'percentile' }: BootstrapOptions,
): Interval {
  statistics.sort();
  const tail = (1 - level) / 2;
  const [low, high] =
    method === 'bca' ? correctedLevels(strata, statistic, statistics, tail) : [tail, 1 - tail];
  return [quantile(statistics, low)!, quantile(statistics, high)!];
}
