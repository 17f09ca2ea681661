import type { Database } from 'better-sqlite3';
import { UsageError } from '../../errors.ts';
import { groupBy } from '../../group-by.ts';
import { hasEnded, type RunScore, runScores, type TunedRate, tunedRates } from '../../store/index.ts';
import { findExperiment } from '../find-experiment.ts';
import { setBeside } from '../published/set-beside.ts';
import type { CompareOptions, Comparison, Metric, TestName } from './comparison.ts';
import { bestFirst, type Entrant, entrant, type TaskScale, taskScale } from './entrants.ts';
import { measures } from './metric.ts';
import { normalization } from './normalize.ts';
import { notesOn } from './notes.ts';
import { type WantedOptimizer, wantedOptimizers } from './optimizer-names.ts';
import { overall } from './overall.ts';
import { correctedPairs, type RawPair, rawPairs } from './pairs.ts';

/** A task under comparison: its runs that ended, and those who take part. */
interface Arena {
  readonly env: string;
  readonly agent: string;
  readonly runs: readonly RunScore[];
  readonly scale: TaskScale;
  /** Best first. */
  readonly entrants: readonly Entrant[];
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
  const { metric = 'final_return', test = 'permutation', correction = 'holm' } = options;
  const experiment = findExperiment(db, options.experiment);
  const all = runScores(db, experiment.id);
  const ended = all.filter(hasEnded);
  const wanted = wantedOptimizers(options.optimizers, ended);
  const tuned = tunedRates(db, experiment.id);
  const arenas = [...groupBy(ended, ({ env, agent }) => `${env}\n${agent}`).values()].map((runs) =>
    arena(runs, wanted, tuned, metric, test),
  );
  refuseNothing(arenas, wanted, metric);

  const measure = measures[metric];
  const raw = arenas.flatMap(({ pairs }) => pairs);
  const pairs = correctedPairs(raw, measure, test, correction);
  const tests = pairs.filter(({ p }) => p !== undefined).length;
  const tasks = arenas.map(({ env, agent, runs, entrants }) => ({
    env,
    agent,
    totalTimesteps: Math.max(...runs.map(({ totalTimesteps }) => totalTimesteps)),
    totalEpisodes: runs[0]!.totalEpisodes,
    rewardThreshold: runs[0]!.rewardThreshold,
    contenders: entrants.map(({ contender }) => contender),
    pairs: pairs.filter((pair) => pair.env === env && pair.agent === agent),
  }));
  return {
    experiment,
    metric,
    better: measure.better,
    correction,
    level: 0.95,
    tests,
    tasks,
    overall: overallOf(arenas, metric),
    published: setBeside(db, experiment.id, withoutRates(wanted)),
    notes: notesOn(
      arenas.map(({ missing, scale }, index) => ({ task: tasks[index]!, missing, horizon: scale.horizon })),
      all.filter((run) => !hasEnded(run)),
      { metric, test, correction, tests },
    ),
  };
}

function arena(
  runs: readonly RunScore[],
  wanted: readonly WantedOptimizer[],
  tuned: readonly TunedRate[],
  metric: Metric,
  test: TestName,
): Arena {
  const { env, agent } = runs[0]!;
  const measure = measures[metric];
  const scale = taskScale(measure, runs);
  const here = tuned.filter((rate) => rate.env === env && rate.agent === agent);
  const found = wanted.map((each) => entrant(each, runs, here, scale));
  const entrants = found.filter((each) => each !== undefined).sort(bestFirst(measure));
  return {
    env,
    agent,
    runs,
    scale,
    entrants,
    missing: wanted.filter((_, index) => found[index] === undefined).map(({ name }) => name),
    pairs: rawPairs({ env, agent }, entrants, measure, test),
  };
}

/** Published numbers are of an optimizer as the study has it, not of a learning rate that is asked for. */
function withoutRates(wanted: readonly WantedOptimizer[]): string[] {
  return wanted.filter(({ learningRate }) => learningRate === undefined).map(({ optimizer }) => optimizer);
}

function refuseNothing(arenas: readonly Arena[], wanted: readonly WantedOptimizer[], metric: Metric): void {
  if (arenas.some(({ pairs }) => pairs.length > 0)) return;
  const names = wanted.map(({ name }) => name).join(', ');
  if (wanted.length < 2)
    throw new UsageError(`a comparison needs two optimizers, given ${names}; name another`);
  throw new UsageError(
    `nothing to compare: no two of ${names} have runs on the same task that ended and have a ${metric}; ` +
      'rl-bench leaderboard shows what there is',
  );
}

function overallOf(arenas: readonly Arena[], metric: Metric): Comparison['overall'] {
  const names = [
    ...new Set(arenas.flatMap(({ entrants }) => entrants.map(({ contender }) => contender.name))),
  ];
  const common = arenas.filter(({ entrants }) => entrants.length === names.length);
  if (common.length < 2) return undefined;
  const scaled = common.map(({ env, agent, runs, entrants, scale }) => ({
    scale: normalization({ env, agent }, metric, runs, entrants, scale),
    entrants,
  }));
  return overall(scaled, names);
}
