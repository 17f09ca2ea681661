import { type Interval, jointBootstrapIntervals } from '../stats/index.ts';

/** A number with its 95 % bootstrap interval over the seeds of each task; undefined where a task has fewer than three. */
export interface Sure {
  readonly value: number;
  readonly interval: Interval | undefined;
}

/** Enough for an interval of a mean over tasks. */
const resamples = 1000;

/**
 * Numbers that are computed from the seeds of several tasks, each with its interval. What chance draws is drawn once for all.
 *
 * @param samples of each task what stands for its seeds.
 */
export function sureNumbers(
  samples: readonly (readonly number[])[],
  numbers: (drawn: readonly (readonly number[])[]) => readonly number[],
): Sure[] {
  const intervals = jointBootstrapIntervals(samples, numbers, { resamples });
  return numbers(samples).map((value, at) => ({ value, interval: intervals?.[at] }));
}
