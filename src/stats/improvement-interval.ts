import type { TaskScores } from './aggregates.ts';
import { stratifiedBootstrapInterval } from './bootstrap-interval.ts';
import type { Interval } from './interval.ts';
import { mean } from './mean.ts';
import type { BootstrapOptions } from './resample.ts';
import { sorted } from './sorted.ts';

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
  if (x.length !== y.length) throw new RangeError(`scores of ${x.length} tasks against ${y.length}`);
  const tasks = x.map((runs, task) => ranksOfBoth(runs, y[task]!));
  const strata = [...tasks.map((ranks) => ranks.x), ...tasks.map((ranks) => ranks.y)];
  const chance = (drawn: TaskScores): number =>
    mean(tasks.map((task, at) => superiority(drawn[at]!, drawn[at + tasks.length]!, task.counts)))!;
  return stratifiedBootstrapInterval(strata, chance, options);
}

interface Ranks {
  /** Places of the scores among all different ones of both algorithms, from 0. */
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** For each place how many of the drawn scores of y have it. */
  readonly counts: Uint32Array;
}

function ranksOfBoth(x: readonly number[], y: readonly number[]): Ranks {
  // 0 and -0 are one score, as they are for a comparison.
  const different = [...new Set(sorted([...x, ...y]))];
  const places = new Map(different.map((score, place) => [score, place]));
  const ranked = (scores: readonly number[]): number[] => scores.map((score) => places.get(score)!);
  return { x: ranked(x), y: ranked(y), counts: new Uint32Array(different.length) };
}

/** `probabilityOfSuperiority` of places. @param counts is overwritten. */
function superiority(x: readonly number[], y: readonly number[], counts: Uint32Array): number {
  counts.fill(0);
  for (const place of y) counts[place]!++;
  // Twice the wins of a score of each place, in place of its count: those below, and half of those that tie.
  let below = 0;
  for (let place = 0; place < counts.length; place++) {
    const tied = counts[place]!;
    counts[place] = 2 * below + tied;
    below += tied;
  }
  let twice = 0;
  for (const place of x) twice += counts[place]!;
  return twice / 2 / (x.length * y.length);
}
