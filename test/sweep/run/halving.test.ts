import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { compareExperiment } from '../../../src/report/compare/index.ts';
import { statusOf } from '../../../src/report/experiment-status.ts';
import { compareProfiles } from '../../../src/report/profiles/compare-profiles.ts';
import { findTried } from '../../../src/report/tried/find-tried.ts';
import { experimentStates, openReadonly } from '../../../src/store/index.ts';
import { enlargeExperiment } from '../../../src/sweep/run/enlarge-experiment.ts';
import { resumeExperiment } from '../../../src/sweep/run/resume-experiment.ts';
import type { RunOptions } from '../../../src/sweep/run/run-options.ts';
import { runStudy } from '../../../src/sweep/run/run-study.ts';
import { verifyRun } from '../../../src/sweep/run/verify-run.ts';
import type { StudyInput } from '../../../src/sweep/study/study.ts';
import { temporaryFolder } from '../../store/temporary-folder.ts';

/** Small enough for the plain `cpu` backend, with learning rates that are annealed over the whole budget. */
const study: StudyInput = {
  title: 'halved',
  env: 'point-nav',
  agents: ['ppo(num_envs=2,num_steps=4,num_minibatches=1,update_epochs=1,anneal_lr=true)'],
  network: 'mlp(sizes=[4])',
  optimizers: ['ADAM', 'SGD(lr=0.1)'],
  learning_rates: [1e-3, 1e-2, 0.1, 1],
  tuning: { seeds: 2, halving: 2 },
  seeds: 1,
  total_timesteps: 64,
  evaluations: 4,
  eval_episodes: 1,
};
const whole: StudyInput = { ...study, tuning: { seeds: 2 } };
/** Four rates of ADAM on two seeds. */
const tuningRuns = 8;

let folder = '';
const at = (name = 'results') => ({ db: join(folder, `${name}.sqlite`), backend: 'cpu', workers: 1 });

beforeEach(() => {
  folder = temporaryFolder();
});

function rows(query: string, name?: string): Record<string, unknown>[] {
  const file = openReadonly(at(name).db);
  try {
    return file.prepare<[], Record<string, unknown>>(query).all();
  } finally {
    file.close();
  }
}

const runs =
  'select id, phase, optimizer, learning_rate, seed, status, budget_share, env_steps, updates from runs order by id';
/** What runs have measured, but for the clock. */
const measured = [
  'select run_id, update_index, env_step, policy_loss, value_loss, learning_rate from updates order by 1, 2',
  'select run_id, update_index, mean_return from evaluations order by 1, 2',
  'select run_id, episode, env_step, return from episodes order by 1, 2',
];

/** Stops when so many runs have been left off at a rung. */
function stoppedAfter(paused: number): Pick<RunOptions, 'signal' | 'observer'> {
  const stop = new AbortController();
  let count = 0;
  const recorded: NonNullable<RunOptions['observer']>['recorded'] = (_, records) => {
    count += records.filter((record) => record.kind === 'end' && record.status === 'paused').length;
    if (count >= paused) stop.abort();
  };
  return { signal: stop.signal, observer: { recorded } };
}

test('half of the settings go on after each rung, and the best is scored', async () => {
  const told: string[] = [];
  await runStudy(study, { ...at(), observer: { note: (line) => told.push(line) } });
  expect(told).toEqual([
    'after 1/4 of the budget 2 of 4 settings, the best, go on to 1/2 of it',
    'after 1/2 of the budget 1 of 2 settings, the best, goes on to its end',
    'the learning rates are tuned; the best ones train on fresh seeds',
  ]);
  const counted = `select phase, optimizer, status, budget_share, env_steps, count(*) as runs from runs
    group by 1, 2, 3, 4, 5 order by 1, 2, env_steps`;
  expect(rows(counted).map((row) => Object.values(row))).toEqual([
    ['scoring', 'ADAM', 'finished', null, 64, 1],
    ['scoring', 'SGD', 'finished', null, 64, 1],
    ['tuning', 'ADAM', 'dropped', 0.25, 16, 4],
    ['tuning', 'ADAM', 'dropped', 0.5, 32, 2],
    ['tuning', 'ADAM', 'finished', null, 64, 2],
  ]);
  expect(rows('select count(*) as kept from checkpoints')).toEqual([{ kept: 0 }]);
  expect(rows("select rates, tuning_seeds from tuned_leaderboard where optimizer = 'ADAM'")).toEqual([
    { rates: 4, tuning_seeds: 2 },
  ]);
  expect(await resumeExperiment(at())).toBeUndefined();

  const file = openReadonly(at().db);
  try {
    const { notes, tasks } = compareExperiment(file);
    expect(notes).toContain(
      'Learning rates were tuned by successive halving, which dropped 3 of 4 settings before the end of their budgets: tuning took 256 steps, 50 % of what training all of them to the end takes.',
    );
    expect(notes.filter((note) => note.startsWith('Not counted'))).toEqual([]);
    expect(tasks[0]!.optimizers.find(({ name }) => name === 'ADAM')).toMatchObject({
      rateChosenBy: 'tuning',
      rates: 4,
      choice: undefined,
    });
    expect(() => findTried(file, {})).toThrow('successive halving has dropped settings of ADAM');
    expect(() => compareProfiles(file, {})).toThrow('tune without halving');
    expect(statusOf(experimentStates(file)[0]!)).toBe('complete');
  } finally {
    file.close();
  }
});

test('as far as a run was trained, it is the run of the study without halving, bit for bit', async () => {
  await runStudy(study, at('halved'));
  await runStudy(whole, at('whole'));
  const made = new Map(rows(runs, 'halved').map(({ id, updates }) => [id, updates as number]));
  for (const query of measured.slice(0, 2)) {
    const tuning = (name: string) =>
      rows(query, name).filter(
        ({ run_id, update_index }) =>
          (run_id as number) <= tuningRuns && (update_index as number) <= made.get(run_id)!,
      );
    expect(tuning('halved')).toEqual(tuning('whole'));
  }
  const winner = rows(runs, 'halved').filter(
    ({ phase, status }) => phase === 'tuning' && status === 'finished',
  );
  expect(winner).toHaveLength(2);
  for (const query of measured) {
    const own = (name: string) =>
      rows(query, name).filter(({ run_id }) => winner.some(({ id }) => id === run_id));
    expect(own('halved')).toEqual(own('whole'));
  }
  for (const run of [winner[0]!, rows(runs, 'halved').find(({ status }) => status === 'dropped')!]) {
    const { differences } = await verifyRun({ db: at('halved').db, run: run.id as number });
    expect(differences).toEqual([]);
  }
});

test('stopped within a rung or between two, it goes on to the same end', async () => {
  await runStudy(study, at('undisturbed'));
  for (const paused of [1, 8, 10, 12]) {
    const name = `stopped after ${paused}`;
    const { interrupted } = await runStudy(study, { ...at(name), ...stoppedAfter(paused) });
    expect(interrupted).toBe(true);
    await resumeExperiment(at(name));
    for (const query of [runs, ...measured]) expect(rows(query, name)).toEqual(rows(query, 'undisturbed'));
  }
});

test('a rung that one update spans is over at once', async () => {
  const coarse = { ...study, total_timesteps: 16, tuning: { seeds: 2, halving: 2 } };
  await runStudy(coarse, at());
  expect(rows("select count(*) as runs from runs where status = 'dropped'")).toEqual([{ runs: 6 }]);
  expect(rows("select distinct env_steps from runs where phase = 'tuning' and budget_share is null")).toEqual(
    [{ env_steps: 16 }],
  );
});

test('more seeds score the chosen rate', async () => {
  await runStudy(study, at());
  await enlargeExperiment({ ...at(), experiment: 1, add: 2 });
  const chosen = rows(
    "select distinct learning_rate as rate from runs where phase = 'tuning' and status = 'finished'",
  );
  expect(
    rows("select distinct learning_rate as rate from runs where phase = 'scoring' and optimizer = 'ADAM'"),
  ).toEqual(chosen);
  expect(rows("select count(*) as runs from runs where phase = 'scoring' and status = 'finished'")).toEqual([
    { runs: 6 },
  ]);
});

test('shards are refused', async () => {
  const shard = { number: 1, count: 2, stage: 'tuning' as const };
  await expect(runStudy(study, { ...at(), shard })).rejects.toThrow(
    'leave --shard out, take a queue (--queue), or leave halving out',
  );
});
