import type { Database } from 'better-sqlite3';
import { UsageError } from '../../errors.ts';
import { groupBy } from '../../group-by.ts';
import {
  hasEnded,
  isOver,
  type RunScore,
  runScores,
  type TunedRate,
  tunedRates,
  tuningCriterion,
} from '../../store/index.ts';
import type { WordsOf } from '../../task-words.ts';
import { enlargementNotes } from '../enlargements.ts';
import { findExperiment } from '../find-experiment.ts';
import { halvingSentence } from '../halving-sentence.ts';
import { setBeside } from '../published/set-beside.ts';
import { sequentialNotes } from '../sequential-notes.ts';
import { taskWordsOf } from '../task-words.ts';
import type { CompareOptions, Comparison, IntervalMethod, Metric, TestName } from './comparison.ts';
import { measures } from './metric.ts';
import { normalization } from './normalize.ts';
import { notesOn } from './notes.ts';
import { type WantedOptimizer, wantedOptimizers } from './optimizer-names.ts';
import { overall } from './overall.ts';
import { correctedPairs, type RawPair, rawPairs } from './pairs.ts';
import type { TuningCriterion } from './rate-choice.ts';
import {
  bestFirst,
  type ScoredOptimizer,
  scoredOptimizer,
  type TaskScale,
  taskScale,
} from './scored-optimizer.ts';

/** A task under comparison: its runs that ended, and those who take part. */
interface ScoredTask {
  readonly env: string;
  readonly agent: string;
  readonly runs: readonly RunScore[];
  readonly scale: TaskScale;
  /** Best first. */
  readonly scored: readonly ScoredOptimizer[];
  readonly missing: readonly string[];
  readonly pairs: readonly RawPair[];
}

/**
 * Compares the optimizers of one experiment, task by task and over all tasks. Seeds are the unit: they are paired where
 * two optimizers ran the same ones, for they then met the same start and the same evaluation episodes.
 *
 * @throws UsageError if there is no such experiment or optimizer, or fewer than two of them to compare.
 */
export function compareExperiment(db: Database, options: CompareOptions = {}): Comparison {
  const {
    metric = 'final_return',
    test = 'permutation',
    correction = 'holm',
    interval = 'percentile',
  } = options;
  const experiment = findExperiment(db, options.experiment);
  const all = runScores(db, experiment.id);
  const ended = all.filter(hasEnded);
  const wanted = wantedOptimizers(options.optimizers, ended);
  const tuned = tunedRates(db, experiment.id);
  const criterion = tuningCriterion(db, experiment.id);
  const wordsOf = taskWordsOf(db, experiment.id);
  const scoredTasks = [...groupBy(ended, ({ env, agent }) => `${env}\n${agent}`).values()].map((runs) =>
    scoredTask(runs, wanted, tuned, { metric, test, interval, criterion }),
  );
  refuseNothing(scoredTasks, wanted, metric);

  const sequential = sequentialNotes(db, experiment.id);
  const measure = measures[metric];
  const raw = scoredTasks.flatMap(({ pairs }) => pairs);
  const pairs = correctedPairs(raw, measure, test, correction);
  const tests = pairs.filter(({ p }) => p !== undefined).length;
  const tasks = scoredTasks.map(({ env, agent, runs, scored }) => ({
    env,
    agent,
    words: wordsOf(env),
    totalTimesteps: Math.max(...runs.map(({ totalTimesteps }) => totalTimesteps)),
    totalEpisodes: runs[0]!.totalEpisodes,
    rewardThreshold: runs[0]!.rewardThreshold,
    optimizers: scored.map(({ optimizer }) => optimizer),
    pairs: pairs.filter((pair) => pair.env === env && pair.agent === agent),
  }));
  return {
    experiment,
    metric,
    better: measure.better,
    correction,
    level: 0.95,
    interval,
    tests,
    tasks,
    overall: overallOf(scoredTasks, metric, interval, wordsOf),
    published: setBeside(db, experiment.id, withoutRates(wanted)),
    notes: [
      ...(experiment.over?.notes ?? []),
      ...(sequential.length > 0 ? sequential : enlargementNotes(db, experiment.id)),
      ...[halvingSentence(db, experiment.id)].filter((sentence) => sentence !== undefined),
      ...notesOn(
        scoredTasks.map(({ missing, scale }, index) => ({
          task: tasks[index]!,
          missing,
          horizon: scale.horizon,
        })),
        all.filter((run) => !isOver(run)),
        { metric, test, correction, tests },
      ),
    ],
  };
}

function scoredTask(
  runs: readonly RunScore[],
  wanted: readonly WantedOptimizer[],
  tuned: readonly TunedRate[],
  {
    metric,
    test,
    interval,
    criterion,
  }: {
    readonly metric: Metric;
    readonly test: TestName;
    readonly interval: IntervalMethod;
    readonly criterion: TuningCriterion;
  },
): ScoredTask {
  const { env, agent } = runs[0]!;
  const measure = measures[metric];
  const scale = taskScale(measure, runs, { method: interval, criterion });
  const here = tuned.filter((rate) => rate.env === env && rate.agent === agent);
  const found = wanted.map((each) => scoredOptimizer(each, runs, here, scale));
  const scored = found.filter((each) => each !== undefined).sort(bestFirst(measure));
  return {
    env,
    agent,
    runs,
    scale,
    scored,
    missing: wanted.filter((_, index) => found[index] === undefined).map(({ name }) => name),
    pairs: rawPairs({ env, agent }, scored, scale, test),
  };
}

/** Published numbers are of an optimizer as the study has it, not of a learning rate that is asked for. */
function withoutRates(wanted: readonly WantedOptimizer[]): string[] {
  return wanted.filter(({ learningRate }) => learningRate === undefined).map(({ optimizer }) => optimizer);
}

function refuseNothing(
  scoredTasks: readonly ScoredTask[],
  wanted: readonly WantedOptimizer[],
  metric: Metric,
): void {
  if (scoredTasks.some(({ pairs }) => pairs.length > 0)) return;
  const names = wanted.map(({ name }) => name).join(', ');
  if (wanted.length < 2)
    throw new UsageError(`a comparison needs two optimizers, given ${names}; name another`);
  throw new UsageError(
    `nothing to compare: no two of ${names} have runs on the same task that ended and have a ${metric}; ` +
      'rl-bench leaderboard shows what there is',
  );
}

function overallOf(
  scoredTasks: readonly ScoredTask[],
  metric: Metric,
  interval: IntervalMethod,
  wordsOf: WordsOf,
): Comparison['overall'] {
  const names = [
    ...new Set(scoredTasks.flatMap(({ scored }) => scored.map(({ optimizer }) => optimizer.name))),
  ];
  const common = scoredTasks.filter(({ scored }) => scored.length === names.length);
  if (common.length < 2) return undefined;
  const scaled = common.map(({ env, agent, runs, scored, scale }) => ({
    scale: normalization({ env, agent, words: wordsOf(env) }, metric, runs, scored, scale),
    scored,
  }));
  return overall(scaled, names, interval);
}
