import { mean } from '../../stats/index.ts';
import type { RunScore } from '../../store/index.ts';
import type { TaskWords } from '../../task-words.ts';
import { formatCount, formatNumber, formatSeconds } from '../../text/format.ts';
import type { Metric, NormalizedTask } from './comparison.ts';
import type { ScoredOptimizer, TaskScale } from './scored-optimizer.ts';

/**
 * Where 0 and 1 lie on a task, so that scores of several tasks can be averaged; larger is better, and more than 1 is
 * possible. Returns go from the untrained policy to the threshold where there is one above it, else from the worst run
 * that is compared to the best; success rates stay as they are; times go from the longest training to none.
 *
 * @param runs of the task that came to an end.
 */
export function normalization(
  { words, ...task }: { readonly env: string; readonly agent: string; readonly words: TaskWords },
  metric: Metric,
  runs: readonly RunScore[],
  scored: readonly ScoredOptimizer[],
  { horizon }: TaskScale,
): NormalizedTask {
  switch (metric) {
    case 'success_rate':
      return { ...task, zero: 0, one: 1, scale: 'success rates as they are' };
    case 'steps_to_threshold':
      return {
        ...task,
        zero: horizon,
        one: 0,
        scale: `0 is not within ${formatCount(horizon)} ${words.unit}s, 1 at once`,
      };
    case 'seconds_to_threshold':
      return {
        ...task,
        zero: horizon,
        one: 0,
        scale: `0 is not within ${formatSeconds(horizon)}, 1 at once`,
      };
    default:
      return { ...task, ...returnScale(runs, scored, words) };
  }
}

function returnScale(
  runs: readonly RunScore[],
  scored: readonly ScoredOptimizer[],
  { episodes }: TaskWords,
): Pick<NormalizedTask, 'zero' | 'one' | 'scale'> {
  const threshold = runs[0]!.rewardThreshold;
  const untrained = mean(
    runs.map(({ untrainedReturn }) => untrainedReturn).filter((value) => value !== null),
  );
  if (threshold !== null && untrained !== undefined && untrained < threshold) {
    const ends = `0 is ${episodes ? 'the untrained policy' : 'before training'} (${formatNumber(untrained)}), 1 the threshold (${formatNumber(threshold)})`;
    return { zero: untrained, one: threshold, scale: ends };
  }
  const values = scored.flatMap((each) => each.values);
  const [zero, one] = [Math.min(...values), Math.max(...values)];
  const ends = `0 is the worst run (${formatNumber(zero)}), 1 the best (${formatNumber(one)})`;
  return { zero, one, scale: ends };
}

/** Scores between 0 and 1, as the task says; 0 where it tells no two runs apart. */
export function normalized(values: readonly number[], { zero, one }: NormalizedTask): number[] {
  return values.map((value) => (zero === one ? 0 : (value - zero) / (one - zero)));
}
