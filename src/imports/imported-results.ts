import { createHash } from 'node:crypto';
import { UsageError } from '../errors.ts';
import { groupBy } from '../group-by.ts';
import type { TrainingRecord } from '../results/index.ts';
import { describeHost, type NewExperiment, type NewRun } from '../store/index.ts';
import { describeVersion } from '../version.ts';
import { resolveTask, type Task } from '../workloads/tasks.ts';
import type { ForeignRun } from './foreign-run.ts';

/** Results of others, ready to be written into a results file. */
export interface ImportedResults {
  readonly experiment: NewExperiment;
  /** Whose members are the runs, by their places. */
  readonly records: readonly TrainingRecord[];
  /** What a reader has to know of them, a sentence each. */
  readonly notes: readonly string[];
}

export interface ImportOptions {
  readonly title: string;
  /** As it was typed. */
  readonly command: string;
  /** Paths as they were named. */
  readonly paths: readonly string[];
  /** Mean return from which a task counts as solved; by default that of our environment of the same name. */
  readonly rewardThreshold?: number | undefined;
}

interface NamedRun extends ForeignRun {
  readonly env: string;
  readonly agent: string;
  readonly optimizer: string;
  readonly learningRate: number | null;
}

/**
 * An experiment of runs that other programs have trained. Runs that differ in the seed alone are one population. Where no file tells
 * a seed, they are numbered in the order in which they were read.
 *
 * @throws UsageError where it is not known what trained a run on what, and for two runs of the same names.
 */
export function importedResults(runs: readonly ForeignRun[], options: ImportOptions): ImportedResults {
  const all = runs.map(named);
  const populations = [
    ...groupBy(all, ({ env, agent, optimizer, learningRate }) =>
      JSON.stringify([env, agent, optimizer, learningRate]),
    ).values(),
  ];
  const planned = populations.flatMap((members, population) => {
    const seeds = seedsOf(members);
    return members.map((run, member) => ({
      run,
      plan: planOf(run, { population, member, seed: seeds[member]! }, all, options),
    }));
  });
  const digest = createHash('sha256')
    .update(JSON.stringify(planned.map(({ run }) => run)))
    .digest('hex');
  const counted = populations.flat().some(({ told }) => told.seed === undefined);
  return {
    experiment: {
      title: options.title,
      command: options.command,
      config: { title: options.title, imported: planned.map(({ run: { source } }) => source) },
      fingerprint: `imported ${digest}`,
      version: describeVersion(),
      host: describeHost(),
      importedFrom: options.paths.join(', '),
      importedWhat: 'results',
      runs: planned.map(({ plan }) => plan),
    },
    records: planned.flatMap(({ run }, place) => recordsOf(run, place)),
    notes: notesOn(runs, counted),
  };
}

function named(run: ForeignRun): NamedRun {
  const { env, agent = 'unknown', optimizer, learningRate = null } = run.told;
  const missing = env === undefined ? 'env' : optimizer === undefined ? 'optimizer' : undefined;
  if (missing === undefined)
    return { ...run, env: taskCalled(env!)?.label ?? env!, agent, optimizer: optimizer!, learningRate };
  const [what, example] = missing === 'env' ? ['on what', 'CartPole-v1'] : ['by which optimizer', 'ADAM'];
  throw new UsageError(
    `nothing tells ${what} ${JSON.stringify(run.source)} was trained; say it with --${missing} ${example}, or with --names where paths do`,
  );
}

function seedsOf(members: readonly NamedRun[]): number[] {
  const told = members.map(({ told: { seed } }) => seed);
  const seeds = told.every((seed) => seed === undefined) ? members.map((_, place) => place + 1) : told;
  return seeds.map((seed, place) => {
    const { source, optimizer, env } = members[place]!;
    const whose = `${optimizer} on ${env}`;
    if (seed === undefined) {
      throw new UsageError(
        `nothing tells the seed of ${JSON.stringify(source)}, and other runs of ${whose} have theirs; name it with --names, or import it apart`,
      );
    }
    const twin = seeds.indexOf(seed);
    if (twin === place) return seed;
    throw new UsageError(
      `${JSON.stringify(members[twin]!.source)} and ${JSON.stringify(source)} are both seed ${seed} of ${whose}; tell them apart with --names, or import them apart`,
    );
  });
}

function planOf(
  { env, agent, optimizer, learningRate }: NamedRun,
  place: Pick<NewRun, 'population' | 'member' | 'seed'>,
  all: readonly NamedRun[],
  { rewardThreshold }: ImportOptions,
): NewRun {
  // Those of one task were trained for as long; some files say for how long, and others as far as they go.
  const alike = all.filter((run) => run.env === env && run.agent === agent);
  return {
    ...place,
    env,
    agent,
    optimizer,
    learningRate,
    phase: 'scoring',
    hyperparameters: { optimizer: {}, agent: {} },
    totalTimesteps: Math.max(1, ...alike.map((run) => run.told.totalTimesteps ?? stepsOf(run))),
    rewardThreshold: rewardThreshold ?? taskCalled(env)?.threshold ?? null,
    backend: 'imported',
    criticOptimizer: null,
    criticLearningRate: null,
  };
}

/** Our environment of a name, which may be Gymnasium's for it; undefined where we have none. */
function taskCalled(env: string): Task | undefined {
  try {
    return resolveTask(env);
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

function last<T>(rows: readonly T[], of: (row: T) => number): number {
  const row = rows.at(-1);
  return row === undefined ? 0 : of(row);
}

function stepsOf({ episodes, evaluations, updates }: ForeignRun): number {
  return Math.max(
    ...[episodes, evaluations, updates].map((rows) =>
      last<{ envStep: number }>(rows, ({ envStep }) => envStep),
    ),
  );
}

function recordsOf(run: ForeignRun, member: number): TrainingRecord[] {
  const { episodes, evaluations, updates } = run;
  const wallS = Math.max(
    ...[episodes, evaluations, updates].map((rows) => last<{ wallS: number }>(rows, (row) => row.wallS)),
  );
  return [
    ...episodes.map((row, episode): TrainingRecord => ({ kind: 'episode', member, episode, ...row })),
    ...updates.map(
      (row, place): TrainingRecord => ({ kind: 'update', member, updateIndex: place + 1, ...row }),
    ),
    ...evaluations.map(
      (row, place): TrainingRecord => ({ kind: 'evaluation', member, updateIndex: place + 1, ...row }),
    ),
    {
      kind: 'end',
      member,
      status: 'finished',
      error: null,
      envSteps: stepsOf(run),
      updates: updates.length,
      wallS,
    },
  ];
}

function notesOn(runs: readonly ForeignRun[], counted: boolean): string[] {
  const without = (rows: 'evaluations' | 'episodes'): string =>
    runs.every((run) => run[rows].length === 0)
      ? `no ${rows}`
      : runs.some((run) => run[rows].length === 0)
        ? `${rows} of some runs only`
        : '';
  const lacks = [without('evaluations'), without('episodes'), 'no gradients', 'no policies'].filter(Boolean);
  return [
    `They hold ${lacks.join(', ')}.`,
    ...(runs.every(({ evaluations }) => evaluations.length === 0)
      ? [
          'The leaderboard ranks by the last 100 training episodes; so does rl-bench compare --metric last_100_return.',
        ]
      : ['Evaluations are as the other program made them: other episodes than ours, and other starts.']),
    ...(counted
      ? [
          'Where no file tells seeds, they are counted in the order of the files: nothing pairs them with seeds of ours.',
        ]
      : []),
  ];
}
