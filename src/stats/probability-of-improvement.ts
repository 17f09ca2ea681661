import type { TaskScores } from './aggregates.ts';
import { mean } from './mean.ts';
import { sorted } from './sorted.ts';

/**
 * The chance that a value of `x` is larger than a value of `y`, a tie counting half: U / (nₓ·n_y) of Mann and Whitney.
 * Undefined if either is empty.
 *
 * @throws RangeError of NaN.
 */
export function probabilityOfSuperiority(x: ArrayLike<number>, y: ArrayLike<number>): number | undefined {
  return x.length === 0 || y.length === 0 ? undefined : mannWhitneyU(x, y) / (x.length * y.length);
}

/**
 * The chance that a run of one algorithm does better than a run of another on the same task, averaged over tasks
 * (Agarwal et al. 2021). Undefined without tasks or where a task has no runs.
 *
 * @throws RangeError of NaN, or if the two were not scored on equally many tasks.
 */
export function probabilityOfImprovement(x: TaskScores, y: TaskScores): number | undefined {
  if (x.length !== y.length) throw new RangeError(`scores of ${x.length} tasks against ${y.length}`);
  const chances = x.map((runs, task) => probabilityOfSuperiority(runs, y[task]!));
  return chances.includes(undefined) ? undefined : mean(chances as number[]);
}

/** How many of the pairs of a value of `x` and one of `y` the former wins, a tie counting half. */
export function mannWhitneyU(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const others = sorted(y);
  let [below, notAbove, u] = [0, 0, 0];
  for (const value of sorted(x)) {
    while (below < others.length && others[below]! < value) below++;
    while (notAbove < others.length && others[notAbove]! <= value) notAbove++;
    u += (below + notAbove) / 2;
  }
  return u;
}
