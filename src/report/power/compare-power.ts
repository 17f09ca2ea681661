import type { Database } from 'better-sqlite3';
import { UsageError } from '../../errors.ts';
import { detectableEffectSize, fewestSeeds, mean, median, standardDeviation } from '../../stats/index.ts';
import {
  type CompareOptions,
  compareExperiment,
  type Metric,
  type TaskComparison,
} from '../compare/index.ts';
import { measures } from '../compare/metric.ts';
import { leastSeeds, seedsToShow } from '../compare/pair-test.ts';
import { correctedLevel } from '../compare/pairs.ts';
import type { FoundExperiment } from '../find-experiment.ts';

export interface PowerOptions extends Pick<CompareOptions, 'experiment' | 'optimizers' | 'metric'> {
  /** Differences of means, in the unit of the metric, above 0. Default: a quarter, a half and the whole of the spread. */
  readonly differences?: readonly number[] | undefined;
}

/** How many seeds a difference needs on a task whose pairs of optimizers scatter as they did. */
export interface NeededSeeds {
  readonly difference: number;
  /** With the median spread of the pairs, and with the largest. */
  readonly seeds: number;
  readonly atMost: number;
}

export interface TaskPower {
  readonly env: string;
  readonly agent: string;
  readonly score: string;
  /** The fewest that an optimizer ran. */
  readonly seeds: number;
  /** Whether all pairs ran the same seeds, so that what seeds have in common cancels. */
  readonly paired: boolean;
  /**
   * Standard deviation of the differences of pairs of seeds (of single scores where seeds differ): median and largest of all pairs of
   * optimizers. Undefined with fewer than three seeds, and where nothing scatters.
   */
  readonly spread: { readonly median: number; readonly largest: number } | undefined;
  readonly needed: readonly NeededSeeds[];
  /** The least difference that as many seeds as there are show in 80 of 100 studies; undefined where none is large enough. */
  readonly shown: number | undefined;
}

/** How many seeds a study like this needs. Plain data, as a comparison is. */
export interface PowerComparison {
  readonly experiment: FoundExperiment;
  readonly metric: Metric;
  /** Chance to show a difference that is there. */
  readonly power: number;
  /** The level of the first test under Holm, 0.05 over the number of pairs and tasks. */
  readonly level: number;
  readonly tests: number;
  readonly tasks: readonly TaskPower[];
}

/**
 * How many seeds a difference of a given size needs, on tasks whose scores scatter as those of an experiment: the normal
 * approximation of the test that `compare` makes, paired where seeds are shared.
 *
 * @throws UsageError as `compareExperiment`, for a time to the threshold, and for a difference that is not above 0.
 */
export function comparePower(
  db: Database,
  { differences, metric = 'final_return', ...options }: PowerOptions = {},
): PowerComparison {
  const wrong = differences?.find((each) => !(each > 0 && Number.isFinite(each)));
  if (wrong !== undefined) throw new UsageError(`a difference is a number above 0, given ${wrong}`);
  if (measures[metric].censored) {
    throw new UsageError(
      `runs that never reached the threshold have no spread, so nothing can be said of ${metric}; name a score with --metric`,
    );
  }
  const comparison = compareExperiment(db, { ...options, metric });
  const tests = comparison.tasks.reduce((sum, { pairs }) => sum + pairs.length, 0);
  const level = correctedLevel('holm', tests);
  return {
    experiment: comparison.experiment,
    metric,
    power: 0.8,
    level,
    tests,
    tasks: comparison.tasks
      .filter(({ pairs }) => pairs.length > 0)
      .map((task) => taskPower(task, differences, level)),
  };
}

function taskPower(
  task: TaskComparison,
  differences: readonly number[] | undefined,
  level: number,
): TaskPower {
  const { env, agent, words, optimizers, pairs } = task;
  const seeds = Math.min(...optimizers.map((each) => each.seeds));
  const paired = pairs.every((pair) => pair.paired);
  const scoresOf = (name: string) => optimizers.find((each) => each.name === name)!.scores as number[];
  const spreads = pairs
    .filter(({ seedsA, seedsB }) => Math.min(seedsA, seedsB) >= fewestSeeds)
    .map(({ a, b }) => spreadOf(scoresOf(a), scoresOf(b), paired));
  const about = { env, agent, score: words.score, seeds, paired };
  const middle = median(spreads);
  if (middle === undefined || middle === 0)
    return { ...about, spread: undefined, needed: [], shown: undefined };
  const spread = { median: middle, largest: Math.max(...spreads) };
  const asked = differences ?? [0.25, 0.5, 1].map((share) => share * middle);
  const needed = (difference: number, of: number) =>
    seedsToShow(difference / of, 'permutation', paired, level)!;
  const size =
    seeds < leastSeeds('permutation', paired, level)
      ? undefined
      : detectableEffectSize(seeds, { alpha: level, paired });
  return {
    ...about,
    spread,
    needed: asked.map((difference) => ({
      difference,
      seeds: needed(difference, spread.median),
      atMost: needed(difference, spread.largest),
    })),
    shown: size === undefined ? undefined : size * spread.median,
  };
}

function spreadOf(x: readonly number[], y: readonly number[], paired: boolean): number {
  if (paired) return standardDeviation(x.map((value, i) => value - y[i]!))!;
  return Math.sqrt(mean([standardDeviation(x)! ** 2, standardDeviation(y)! ** 2])!);
}
