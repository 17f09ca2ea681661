import {
  aggregateIqm,
  aggregateMean,
  aggregateMedian,
  aggregateOptimalityGap,
  improvementInterval,
  probabilityOfImprovement,
  stratifiedBootstrapInterval,
  type TaskScores,
} from '../../stats/index.ts';
import type {
  Estimate,
  IntervalMethod,
  NormalizedTask,
  Overall,
  OverallPair,
  OverallScores,
} from './comparison.ts';
import { normalized } from './normalize.ts';
import type { ScoredOptimizer } from './scored-optimizer.ts';

/** A task with where its 0 and 1 lie. */
export interface ScaledTask {
  readonly scale: NormalizedTask;
  readonly scored: readonly ScoredOptimizer[];
}

/**
 * Over all tasks at once, after Agarwal et al. (2021).
 *
 * @param names every one of them has a scored optimizer on every task.
 */
export function overall(
  tasks: readonly ScaledTask[],
  names: readonly string[],
  method: IntervalMethod,
): Overall {
  const all = names
    .map((name) => ({ name, scores: scoresOf(name, tasks) }))
    .map(({ name, scores }) => ({ scores, summary: summary(name, scores, method) }))
    .sort((a, b) => b.summary.iqm.value - a.summary.iqm.value);
  return {
    tasks: tasks.map(({ scale }) => scale),
    optimizers: all.map((each) => each.summary),
    pairs: all.flatMap((a, place) =>
      all.slice(place + 1).map((b): OverallPair => {
        return {
          a: a.summary.name,
          b: b.summary.name,
          probabilityOfImprovement: {
            value: probabilityOfImprovement(a.scores, b.scores)!,
            interval: improvementInterval(a.scores, b.scores, { method }),
          },
        };
      }),
    ),
  };
}

function scoresOf(name: string, tasks: readonly ScaledTask[]): number[][] {
  return tasks.map(({ scale, scored }) =>
    normalized(scored.find(({ optimizer }) => optimizer.name === name)!.values, scale),
  );
}

function summary(name: string, scores: TaskScores, method: IntervalMethod): OverallScores {
  return {
    name,
    iqm: estimate(scores, aggregateIqm, method),
    mean: estimate(scores, aggregateMean, method),
    median: estimate(scores, aggregateMedian, method),
    optimalityGap: estimate(scores, (drawn) => aggregateOptimalityGap(drawn), method),
    scores,
  };
}

function estimate(
  scores: TaskScores,
  statistic: (drawn: TaskScores) => number | undefined,
  method: IntervalMethod,
): Estimate {
  return { value: statistic(scores)!, interval: stratifiedBootstrapInterval(scores, statistic, { method }) };
}
