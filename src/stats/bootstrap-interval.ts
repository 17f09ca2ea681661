import { refuseNaN } from './check.ts';
import type { Interval } from './interval.ts';
import {
  type BootstrapOptions,
  jointIntervals,
  type Resampled,
  resampledInterval,
  resampledIntervals,
} from './resample.ts';
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

/** Several independent samples, and a statistic of them. */
export interface StratifiedCase {
  readonly samples: readonly ArrayLike<number>[];
  readonly statistic: (samples: readonly (readonly number[])[]) => number | undefined;
}

/**
 * Bootstrap interval of a statistic of several independent samples, each resampled for itself: the stratified bootstrap
 * of Agarwal et al. (2021) where the samples are the tasks, the interval of a difference where they are two algorithms.
 *
 * @returns undefined if a sample has fewer than three values.
 * @throws RangeError of NaN.
 */
export function stratifiedBootstrapInterval(
  samples: StratifiedCase['samples'],
  statistic: StratifiedCase['statistic'],
  options: BootstrapOptions = {},
): Interval | undefined {
  return stratifiedBootstrapIntervals([{ samples, statistic }], options)[0];
}

/**
 * The intervals of {@link stratifiedBootstrapInterval} of several cases. All draw the same places where their samples are
 * equally long, so these are drawn but once, which is most of the time.
 *
 * @throws RangeError of NaN.
 */
export function stratifiedBootstrapIntervals(
  cases: readonly StratifiedCase[],
  options: BootstrapOptions = {},
): (Interval | undefined)[] {
  const inOrder = cases.map(({ samples, statistic }) => ({
    strata: samples.map((values) => Array.from(sorted(values))),
    statistic,
  }));
  return resampledIntervals(inOrder, options);
}

/**
 * The intervals of {@link stratifiedBootstrapInterval} of several statistics of the same samples, in their order: they are
 * computed together, once a resample.
 *
 * @returns undefined if a sample has fewer than three values.
 * @throws RangeError of NaN.
 */
export function jointBootstrapIntervals(
  samples: readonly ArrayLike<number>[],
  statistics: (samples: readonly (readonly number[])[]) => readonly number[],
  options: BootstrapOptions = {},
): Interval[] | undefined {
  return jointIntervals(
    samples.map((values) => Array.from(sorted(values))),
    statistics,
    options,
  );
}

/** Values in pairs, such as the scores of two algorithms by seed, and a statistic of the first and the second members. */
export interface PairedCase {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly statistic: (x: readonly number[], y: readonly number[]) => number | undefined;
}

/**
 * Bootstrap interval of a statistic of pairs: whole pairs are drawn, so what seeds have in common cancels.
 *
 * @returns undefined of fewer than three pairs.
 * @throws RangeError of NaN, or if there are not equally many of each.
 */
export function pairedBootstrapInterval(
  x: PairedCase['x'],
  y: PairedCase['y'],
  statistic: PairedCase['statistic'],
  options: BootstrapOptions = {},
): Interval | undefined {
  return pairedBootstrapIntervals([{ x, y, statistic }], options)[0];
}

/**
 * The intervals of {@link pairedBootstrapInterval} of several cases. What those with equally many pairs draw is drawn once.
 *
 * @throws RangeError of NaN, or if a case has not equally many of each.
 */
export function pairedBootstrapIntervals(
  cases: readonly PairedCase[],
  options: BootstrapOptions = {},
): (Interval | undefined)[] {
  return resampledIntervals(cases.map(ofPairs), options);
}

/** Places among the pairs are what is drawn, so that no pair has to be made again in each resample. */
function ofPairs({ x, y, statistic }: PairedCase): Resampled<number> {
  if (x.length !== y.length) throw new RangeError(`${x.length} values cannot pair with ${y.length}`);
  refuseNaN(x);
  refuseNaN(y);
  const places = Array.from(x, (_, place) => place).sort(
    (i, j) => ascending(x[i]!, x[j]!) || ascending(y[i]!, y[j]!),
  );
  return {
    strata: [places],
    statistic: ([drawn]) => statistic(membersAt(x, drawn!), membersAt(y, drawn!)),
  };
}

function membersAt(values: ArrayLike<number>, places: readonly number[]): number[] {
  const members = new Array<number>(places.length);
  for (let i = 0; i < places.length; i++) members[i] = values[places[i]!]!;
  return members;
}

function ascending(a: number, b: number): number {
  return a < b ? -1 : Number(a > b);
}
