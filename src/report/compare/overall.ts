import {
  aggregateIntervals,
  aggregateValues,
  type Interval,
  improvementIntervals,
  type OfAggregates,
  probabilityOfImprovement,
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
  const scores = names.map((name) => scoresOf(name, tasks));
  const intervals = aggregateIntervals(scores, { method });
  const all = names
    .map((name, place) => summary(name, scores[place]!, intervals[place]!))
    .sort((a, b) => b.iqm.value - a.iqm.value);
  return { tasks: tasks.map(({ scale }) => scale), optimizers: all, pairs: pairsOf(all, method) };
}

/** Every two, in the order given. */
function pairsOf(all: readonly OverallScores[], method: IntervalMethod): OverallPair[] {
  const pairs = all.flatMap((a, place) => all.slice(place + 1).map((b) => ({ a, b })));
  const intervals = improvementIntervals(
    pairs.map(({ a, b }) => ({ x: a.scores, y: b.scores })),
    { method },
  );
  return pairs.map(({ a, b }, place) => ({
    a: a.name,
    b: b.name,
    probabilityOfImprovement: {
      value: probabilityOfImprovement(a.scores, b.scores)!,
      interval: intervals[place],
    },
  }));
}

function scoresOf(name: string, tasks: readonly ScaledTask[]): number[][] {
  return tasks.map(({ scale, scored }) =>
    normalized(scored.find(({ optimizer }) => optimizer.name === name)!.values, scale),
  );
}

function summary(
  name: string,
  scores: TaskScores,
  intervals: OfAggregates<Interval | undefined>,
): OverallScores {
  const values = aggregateValues(scores);
  const estimate = (of: keyof typeof values): Estimate => ({ value: values[of]!, interval: intervals[of] });
  return {
    name,
    iqm: estimate('iqm'),
    mean: estimate('mean'),
    median: estimate('median'),
    optimalityGap: estimate('optimalityGap'),
    scores,
  };
}
