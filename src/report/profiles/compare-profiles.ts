import type { Database } from 'better-sqlite3';
import { UsageError } from '../../errors.ts';
import { groupBy } from '../../group-by.ts';
import {
  type Interval,
  jointBootstrapIntervals,
  median,
  profileAt,
  profileScore,
  timeRatios,
} from '../../stats/index.ts';
import { hasEnded, type RunScore, runScores } from '../../store/index.ts';
import { eachOnce, type TaskWords } from '../../task-words.ts';
import { wantedOptimizers } from '../compare/optimizer-names.ts';
import { type FoundExperiment, findExperiment } from '../find-experiment.ts';
import { optimizerOf, settingKey } from '../settings-of-runs.ts';
import { taskWordsOf } from '../task-words.ts';
import type { TriedOptions } from '../tried/find-tried.ts';
import { refuseHalved } from '../tried/refuse-halved.ts';

/** What time is measured in. */
export const profileUnits = ['steps', 'seconds'] as const;
export type ProfileUnit = (typeof profileUnits)[number];

/** At which multiples of the fastest time profiles are told. */
export const profileTaus = [1, 1.5, 2, 4] as const;

export interface OptimizerProfile {
  readonly name: string;
  /** More than one: settings were tried, and of each seed the fastest counts; else it tunes itself. */
  readonly settings: number;
  /** By task: median time over seeds; null where the threshold was missed. */
  readonly times: readonly (number | null)[];
  /** By task: how many times as long as the fastest; infinite where the threshold was missed. */
  readonly ratios: readonly number[];
  /** ρ(τ) at {@link profileTaus}. */
  readonly profile: readonly number[];
  /** B, from 1 to 4 times the fastest. */
  readonly score: number;
  /** 95 % bootstrap interval over the seeds of each task and optimizer; undefined of fewer than three. */
  readonly interval: Interval | undefined;
}

export interface ProfilesInUnit {
  readonly unit: ProfileUnit;
  /** The unit in the words of the tasks: `steps`, `samples`, `seconds`. */
  readonly called: string;
  /** The highest B first. */
  readonly optimizers: readonly OptimizerProfile[];
  /** Of the first less each other one; undefined intervals as above. */
  readonly lead: readonly { readonly over: string; readonly interval: Interval | undefined }[];
}

/** Times to the threshold over tasks. Plain data, as a comparison is. */
export interface ProfileComparison {
  readonly experiment: FoundExperiment;
  readonly level: number;
  readonly tasks: readonly { readonly env: string; readonly agent: string }[];
  readonly units: readonly ProfilesInUnit[];
}

const resamples = 1000;

/**
 * Performance profiles of an experiment's times to the threshold, as AlgoPerf scores them (Dahl et al. 2023): the median over
 * seeds of the least time of all settings that were tried; misses are infinite. Tuning runs count where there are any.
 *
 * @throws UsageError if there is no such experiment or optimizer, fewer than two of them, or no task with a threshold.
 */
export function compareProfiles(
  db: Database,
  { experiment: asked, optimizers }: TriedOptions = {},
): ProfileComparison {
  const experiment = findExperiment(db, asked);
  const ended = runScores(db, experiment.id).filter(hasEnded);
  const names = wantedOptimizers(optimizers, ended).map(({ optimizer }) => optimizer);
  if (names.length < 2) {
    throw new UsageError(`profiles need two optimizers, given ${names.join(', ')}; name another`);
  }
  refuseHalved(db, experiment.id, names, 'which of them gets to the threshold first');
  const withThreshold = ended.filter(({ rewardThreshold }) => rewardThreshold !== null);
  const tasks = [...groupBy(withThreshold, ({ env, agent }) => `${env}\n${agent}`).values()];
  if (tasks.length === 0) {
    throw new UsageError(`no task of experiment ${experiment.id} has a threshold, so there is no time to it`);
  }
  const wordsOf = taskWordsOf(db, experiment.id);
  const words = tasks.map(([run]) => wordsOf(run!.env));
  return {
    experiment,
    level: 0.95,
    tasks: tasks.map(([run]) => ({ env: run!.env, agent: run!.agent })),
    units: profileUnits.map((unit) => profilesIn(unit, names, tasks, words)),
  };
}

/** What profiles know of a run. */
export type TimedRun = Pick<
  RunScore,
  | 'optimizer'
  | 'settingOf'
  | 'chosenSetting'
  | 'learningRate'
  | 'phase'
  | 'seed'
  | 'stepsToThreshold'
  | 'secondsToThreshold'
>;

/** @param tasks of each the runs that ended. @param words of each. */
export function profilesIn(
  unit: ProfileUnit,
  names: readonly string[],
  tasks: readonly (readonly TimedRun[])[],
  words: readonly TaskWords[],
): ProfilesInUnit {
  const samples = names.flatMap((name) => tasks.map((runs) => bestBySeed(triedRuns(name, runs), unit)));
  const scoresOf = (drawn: readonly (readonly number[])[]) => {
    const times = names.map((_, place) =>
      tasks.map((__, task) => medianTime(drawn[place * tasks.length + task]!)),
    );
    const ratios = timeRatios(times);
    return { times, ratios, scores: ratios.map((row) => profileScore(row)!) };
  };
  const { times, ratios, scores } = scoresOf(samples);
  const order = names.map((_, place) => place).sort((a, b) => scores[b]! - scores[a]!);
  const [best] = order;
  // Of each its score, and by how much the first is ahead of it.
  const intervals = jointBootstrapIntervals(
    samples,
    (drawn) => {
      const all = scoresOf(drawn).scores;
      return [...all, ...all.map((score) => all[best!]! - score)];
    },
    { resamples },
  );
  return {
    unit,
    called: unit === 'steps' ? eachOnce(words, (each) => `${each.unit}s`) : unit,
    optimizers: order.map((place) => ({
      name: names[place]!,
      settings: new Set(tasks.flatMap((runs) => triedRuns(names[place]!, runs).map(settingKey))).size,
      times: times[place]!.map((time) => (Number.isFinite(time) ? time : null)),
      ratios: ratios[place]!,
      profile: profileTaus.map((tau) => profileAt(ratios[place]!, tau)!),
      score: scores[place]!,
      interval: intervals?.[place],
    })),
    lead: order.slice(1).map((place) => ({
      over: names[place]!,
      interval: intervals?.[names.length + place],
    })),
  };
}

/** The runs that tuned, where there are any, else those that score. */
function triedRuns(name: string, runs: readonly TimedRun[]): readonly TimedRun[] {
  const own = runs.filter((run) => optimizerOf(run) === name);
  const tuning = own.filter(({ phase }) => phase === 'tuning');
  return tuning.length > 0 ? tuning : own;
}

/** A time a seed: of the setting that got there first; infinite where none did. */
function bestBySeed(runs: readonly TimedRun[], unit: ProfileUnit): number[] {
  return [...groupBy(runs, ({ seed }) => String(seed)).values()].map((same) =>
    Math.min(
      ...same.map((run) => (unit === 'steps' ? run.stepsToThreshold : run.secondsToThreshold) ?? Infinity),
    ),
  );
}

/**
 * The larger of the two in the middle where they are two, for half of infinite is infinite; infinite of no runs. One that was
 * there before the first step took one.
 */
function medianTime(times: readonly number[]): number {
  if (times.length === 0) return Number.POSITIVE_INFINITY;
  const ordered = Float64Array.from(times).sort();
  const found =
    ordered.at(-1) === Number.POSITIVE_INFINITY ? ordered[ordered.length >> 1]! : median(ordered)!;
  return Math.max(found, 1e-9);
}
