import {
  bootstrapInterval,
  type Interval,
  mean,
  pairedBootstrapIntervals,
  shareDifferenceInterval,
  shareInterval,
  stratifiedBootstrapIntervals,
} from '../../stats/index.ts';
import type { RunScore } from '../../store/index.ts';
import type { IntervalMethod, Metric } from './comparison.ts';

/** How runs are measured by one metric. */
export interface Measure {
  readonly better: 'higher' | 'lower';
  /** True for a time until something, which a run may never reach. */
  readonly censored: boolean;
  /** What the metric says of a run; null where it has nothing to say, or "never". */
  readonly score: (run: RunScore) => number | null;
  /** True for shares of successes, whose intervals are Wilson's. */
  readonly share?: boolean;
  /** True where that is the worst score of the task, because a finished run has none that is a finite number. */
  readonly notFinite: (run: RunScore) => boolean;
  /** True where what the same policies return with drawn actions belongs beside it. */
  readonly besideSampled?: boolean;
  /** For a time: how long a run has been watched at least. */
  readonly watched: (run: RunScore) => number;
}

const never = (): number => 0;
const finalNotFinite = (run: RunScore): boolean => run.finalNotFinite === 1;

export const measures: Readonly<Record<Metric, Measure>> = {
  final_return: {
    better: 'higher',
    censored: false,
    score: ({ finalReturn }) => finalReturn,
    notFinite: finalNotFinite,
    besideSampled: true,
    watched: never,
  },
  last_100_return: {
    better: 'higher',
    censored: false,
    score: ({ last100Return }) => last100Return,
    notFinite: (run) => run.last100NotFinite === 1,
    watched: never,
  },
  sampled_return: {
    better: 'higher',
    censored: false,
    score: ({ sampledReturn }) => sampledReturn,
    notFinite: (run) => run.sampledNotFinite === 1,
    watched: never,
  },
  best_return: {
    better: 'higher',
    censored: false,
    score: ({ bestReturn }) => bestReturn,
    notFinite: (run) => run.curveNotFinite === 1,
    watched: never,
  },
  area_return: {
    better: 'higher',
    censored: false,
    score: ({ areaReturn }) => areaReturn,
    notFinite: (run) => run.curveNotFinite === 1,
    watched: never,
  },
  success_rate: {
    better: 'higher',
    censored: false,
    share: true,
    score: ({ successRate }) => successRate,
    notFinite: finalNotFinite,
    watched: never,
  },
  steps_to_threshold: {
    better: 'lower',
    censored: true,
    score: ({ stepsToThreshold }) => stepsToThreshold,
    notFinite: () => false,
    watched: ({ totalTimesteps, stepsToThreshold }) => Math.max(totalTimesteps, stepsToThreshold ?? 0),
  },
  seconds_to_threshold: {
    better: 'lower',
    censored: true,
    score: ({ secondsToThreshold }) => secondsToThreshold,
    notFinite: () => false,
    watched: ({ wallS, secondsToThreshold }) => Math.max(wallS ?? 0, secondsToThreshold ?? 0),
  },
};

/** Interval of the mean of one optimizer, over seeds. @param values one a seed. */
export function meanInterval(
  { share }: Measure,
  values: readonly number[],
  method: IntervalMethod,
): Interval | undefined {
  return share ? shareInterval(values) : bootstrapInterval(values, mean, { method });
}

/** The scores of two optimizers, one a seed. */
interface TwoScored {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Whether those in the same places are of the same seeds, and make pairs. */
  readonly paired: boolean;
}

/** Intervals of how far each two optimizers are apart, over seeds. @param effect of two means. */
export function effectIntervals(
  { share }: Measure,
  pairs: readonly TwoScored[],
  effect: (x: number, y: number) => number,
  method: IntervalMethod,
): (Interval | undefined)[] {
  if (share) return pairs.map(({ x, y, paired }) => shareDifferenceInterval(x, y, paired));
  const ofMeans = (a: readonly number[], b: readonly number[]) => effect(mean(a)!, mean(b)!);
  const found = new Map<TwoScored, Interval | undefined>();
  const [inPairs, apart] = [pairs.filter(({ paired }) => paired), pairs.filter(({ paired }) => !paired)];
  const ofPairs = pairedBootstrapIntervals(
    inPairs.map(({ x, y }) => ({ x, y, statistic: ofMeans })),
    { method },
  );
  const ofOthers = stratifiedBootstrapIntervals(
    apart.map(({ x, y }) => ({ samples: [x, y], statistic: ([a, b]) => ofMeans(a!, b!) })),
    { method },
  );
  inPairs.forEach((pair, place) => {
    found.set(pair, ofPairs[place]);
  });
  apart.forEach((pair, place) => {
    found.set(pair, ofOthers[place]);
  });
  return pairs.map((pair) => found.get(pair));
}
