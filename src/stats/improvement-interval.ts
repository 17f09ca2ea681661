import type { TaskScores } from './aggregates.ts';
import type { Interval } from './interval.ts';
import { mean } from './mean.ts';
import {
  type BootstrapOptions,
  boundsOf,
  byLengths,
  eachResample,
  lengthsOf,
  type Resampled,
} from './resample.ts';
import { sorted } from './sorted.ts';

/** Two algorithms, on the same tasks in the same order. */
export interface TwoAlgorithms {
  readonly x: TaskScores;
  readonly y: TaskScores;
}

/**
 * The stratified bootstrap interval of `probabilityOfImprovement`, over runs within tasks and algorithms (Agarwal et al.
 * 2021). Who wins depends on the order of the scores alone, so their ranks are drawn in place of them: these are counted,
 * where scores would have to be sorted in every resample. The counts are whole, so the digits are the same.
 *
 * @returns undefined if a task has fewer than three runs of either.
 * @throws RangeError of NaN, or if the two were not scored on equally many tasks.
 */
export function improvementInterval(
  x: TaskScores,
  y: TaskScores,
  options: BootstrapOptions = {},
): Interval | undefined {
  return improvementIntervals([{ x, y }], options)[0];
}

/** The same of several pairs. What those with equally many runs of each task draw is drawn once. */
export function improvementIntervals(
  pairs: readonly TwoAlgorithms[],
  options: BootstrapOptions = {},
): (Interval | undefined)[] {
  return byLengths(
    pairs.map(ranksOfPair),
    ({ strata }) => strata,
    options,
    (together, draws) => {
      const found = together.map(() => new Float64Array(draws.resamples));
      eachResample(lengthsOf(together[0]!.strata), draws, (places, resample) => {
        for (let at = 0; at < together.length; at++) found[at]![resample] = together[at]!.chance(places);
      });
      return together.map((pair, at) => boundsOf(found[at]!, pair, options));
    },
  );
}

interface RankedPair extends Resampled<number> {
  /** The probability of improvement of the runs at some places. */
  readonly chance: (places: readonly ArrayLike<number>[]) => number;
}

function ranksOfPair({ x, y }: TwoAlgorithms): RankedPair {
  if (x.length !== y.length) throw new RangeError(`scores of ${x.length} tasks against ${y.length}`);
  const tasks = x.map((runs, task) => ranksOfBoth(runs, y[task]!));
  const chance = (places: readonly ArrayLike<number>[]): number =>
    mean(tasks.map((ranks, at) => superiority(ranks, places[at]!, places[at + tasks.length]!)))!;
  // The strata are places, whose statistic a jackknife asks for as well.
  const strata = [...x, ...y].map((runs) => runs.map((_, place) => place));
  return { strata, statistic: chance, chance };
}

interface Ranks {
  /** Places of the scores, in ascending order, among all different ones of both algorithms, from 0. */
  readonly x: Uint32Array;
  readonly y: Uint32Array;
  /** For each rank how many of the drawn scores of y have it. */
  readonly counts: Uint32Array;
}

function ranksOfBoth(x: readonly number[], y: readonly number[]): Ranks {
  // 0 and -0 are one score, as they are for a comparison.
  const different = [...new Set(sorted([...x, ...y]))];
  const ranks = new Map(different.map((score, rank) => [score, rank]));
  const ranked = (scores: readonly number[]): Uint32Array =>
    Uint32Array.from(sorted(scores), (score) => ranks.get(score)!);
  return { x: ranked(x), y: ranked(y), counts: new Uint32Array(different.length) };
}

/** `probabilityOfSuperiority` of the runs at some places. */
function superiority({ x, y, counts }: Ranks, ofX: ArrayLike<number>, ofY: ArrayLike<number>): number {
  counts.fill(0);
  for (let i = 0; i < ofY.length; i++) counts[y[ofY[i]!]!]!++;
  // Twice the wins of a score of each rank, in place of its count: those below, and half of those that tie.
  let below = 0;
  for (let rank = 0; rank < counts.length; rank++) {
    const tied = counts[rank]!;
    counts[rank] = 2 * below + tied;
    below += tied;
  }
  let twice = 0;
  for (let i = 0; i < ofX.length; i++) twice += counts[x[ofX[i]!]!]!;
  return twice / 2 / (ofX.length * ofY.length);
}
