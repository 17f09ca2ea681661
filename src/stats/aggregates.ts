import { iqm } from './iqm.ts';
import { mean } from './mean.ts';
import { median } from './median.ts';
import { optimalityGap } from './optimality-gap.ts';

/**
 * Scores of one algorithm: a list for every task, with one score for every run (seed) of that task. Tasks may have
 * different numbers of runs.
 *
 * The four aggregates over tasks follow rliable (Agarwal et al. 2021); they are undefined without tasks or where a task
 * has no runs, and throw RangeError of NaN.
 */
export type TaskScores = readonly (readonly number[])[];

/** Turns scores as rliable lays them out, `[run][task]`, into lists by task. @throws RangeError of a ragged matrix. */
export function byTask(runs: TaskScores): number[][] {
  const tasks = runs[0]?.length ?? 0;
  if (runs.some(({ length }) => length !== tasks)) {
    throw new RangeError(
      `every run has a score for each of ${tasks} tasks; give tasks as lists of their own`,
    );
  }
  return Array.from({ length: tasks }, (_, task) => runs.map((run) => run[task]!));
}

/** The mean over the runs of each task. */
export function taskMeans(tasks: TaskScores): number[] | undefined {
  const means = tasks.map(mean);
  return means.includes(undefined) ? undefined : (means as number[]);
}

/** Mean over tasks of the mean over runs. */
export function aggregateMean(tasks: TaskScores): number | undefined {
  return ofTasks(tasks, (means) => mean(means));
}

/** Median over tasks of the mean over runs. */
export function aggregateMedian(tasks: TaskScores): number | undefined {
  return ofTasks(tasks, (means) => median(means));
}

/** Interquartile mean over all runs of all tasks. */
export function aggregateIqm(tasks: TaskScores): number | undefined {
  return ofTasks(tasks, () => iqm(tasks.flat()));
}

/** Optimality gap over all runs of all tasks. */
export function aggregateOptimalityGap(tasks: TaskScores, gamma = 1): number | undefined {
  return ofTasks(tasks, () => optimalityGap(tasks.flat(), gamma));
}

function ofTasks(
  tasks: TaskScores,
  aggregate: (means: readonly number[]) => number | undefined,
): number | undefined {
  const means = taskMeans(tasks);
  return means === undefined || means.length === 0 ? undefined : aggregate(means);
}
