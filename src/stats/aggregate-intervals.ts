import {
  aggregateIqm,
  aggregateMean,
  aggregateMedian,
  aggregateOptimalityGap,
  type TaskScores,
} from './aggregates.ts';
import { average } from './average.ts';
import type { Interval } from './interval.ts';
import { median } from './median.ts';
import { type BootstrapOptions, boundsOf, byLengths, eachResample, lengthsOf } from './resample.ts';
import { sorted } from './sorted.ts';

const aggregates = {
  iqm: aggregateIqm,
  mean: aggregateMean,
  median: aggregateMedian,
  optimalityGap: (tasks: TaskScores) => aggregateOptimalityGap(tasks),
} as const;
type Aggregate = keyof typeof aggregates;
const names = Object.keys(aggregates) as Aggregate[];

/** The four aggregates over tasks that rliable knows, each with something. */
export type OfAggregates<T> = Readonly<Record<Aggregate, T>>;

/** The four aggregates of an algorithm over tasks; undefined without tasks or where a task has no runs. */
export function aggregateValues(tasks: TaskScores): OfAggregates<number | undefined> {
  return ofEach((name) => aggregates[name](tasks));
}

/**
 * The stratified bootstrap intervals of the four aggregates of several algorithms (Agarwal et al. 2021), to the digits
 * that `stratifiedBootstrapInterval` gives each of them. Algorithms with equally many runs of each task draw the same
 * places, which are drawn once; and scores are sorted once: in a resample it is counted how often each has been drawn.
 *
 * @returns of each algorithm; undefined if a task has fewer than three runs.
 * @throws RangeError of NaN.
 */
export function aggregateIntervals(
  algorithms: readonly TaskScores[],
  options: BootstrapOptions = {},
): OfAggregates<Interval | undefined>[] {
  const found = byLengths(
    algorithms.map(inOrder),
    ({ tasks }) => tasks,
    options,
    (together, draws) => {
      const distributions = together.map(() => ofEach(() => new Float64Array(draws.resamples)));
      eachResample(lengthsOf(together[0]!.tasks), draws, (places, resample) => {
        for (let at = 0; at < together.length; at++) {
          resampleInto(distributions[at]!, resample, together[at]!, places);
        }
      });
      return together.map(({ tasks }, at) => {
        const strata = tasks.map((scores) => Array.from(scores));
        return ofEach((name) =>
          boundsOf(distributions[at]![name], { strata, statistic: aggregates[name] }, options),
        );
      });
    },
  );
  return found.map((intervals) => intervals ?? ofEach(() => undefined));
}

function ofEach<T>(make: (name: Aggregate) => T): OfAggregates<T> {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<Aggregate, T>;
}

interface Ordered {
  /** Ascending scores of each task. */
  readonly tasks: readonly Float64Array[];
  /** Where each of them stands among the scores of all tasks. */
  readonly ranks: readonly Uint32Array[];
  /** The scores of all tasks, ascending. */
  readonly all: Float64Array;
  /** How often each of these has been drawn. */
  readonly counts: Uint32Array;
}

function inOrder(scores: TaskScores): Ordered {
  const tasks = scores.map(sorted);
  const all = sorted(tasks.flatMap((runs) => Array.from(runs)));
  return {
    tasks,
    ranks: tasks.map((runs) => ranksAmong(runs, all)),
    all,
    counts: new Uint32Array(all.length),
  };
}

/** Equal scores may share a rank, for they add the same to a sum. @param scores and all are ascending. */
function ranksAmong(scores: Float64Array, all: Float64Array): Uint32Array {
  let rank = 0;
  return Uint32Array.from(scores, (score) => {
    while (all[rank]! < score) rank++;
    return rank;
  });
}

/** Sums in the very order of the aggregates themselves. */
function resampleInto(
  { iqm, mean, median: middle, optimalityGap }: OfAggregates<Float64Array>,
  resample: number,
  { tasks, ranks, all, counts }: Ordered,
  places: readonly Uint32Array[],
): void {
  counts.fill(0);
  let capped = 0;
  const means = tasks.map((scores, task) => {
    const [drawn, rank] = [places[task]!, ranks[task]!];
    let sum = 0;
    for (let i = 0; i < drawn.length; i++) {
      const place = drawn[i]!;
      const score = scores[place]!;
      sum += score;
      capped += Math.min(score, 1);
      counts[rank[place]!]!++;
    }
    return sum / drawn.length;
  });
  iqm[resample] = middleMean(all, counts);
  mean[resample] = average(means)!;
  middle[resample] = median(means)!;
  optimalityGap[resample] = 1 - capped / all.length;
}

/** The interquartile mean of ascending values, of which each counts so often as it says; as often as there are values altogether. */
function middleMean(values: Float64Array, counts: Uint32Array): number {
  const dropped = Math.floor(values.length / 4);
  const kept = values.length - 2 * dropped;
  let [before, sum] = [0, 0];
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    const from = Math.max(before, dropped);
    before += counts[at]!;
    const to = Math.min(before, dropped + kept);
    for (let i = from; i < to; i++) sum += value;
  }
  return sum / kept;
}
