import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { compareExperiment } from '../../../src/report/compare/index.ts';
import { openReadonly } from '../../../src/store/index.ts';
import { enlargeExperiment } from '../../../src/sweep/run/enlarge-experiment.ts';
import { resumeExperiment } from '../../../src/sweep/run/resume-experiment.ts';
import { runStudy } from '../../../src/sweep/run/run-study.ts';
import { verifyRun } from '../../../src/sweep/run/verify-run.ts';
import type { StudyInput } from '../../../src/sweep/study/study.ts';
import { temporaryFolder } from '../../store/temporary-folder.ts';

/** Small enough for the plain `cpu` backend. */
const study: StudyInput = {
  title: 'settings',
  env: 'point-nav',
  agents: ['ppo(num_envs=2,num_steps=4,num_minibatches=1,update_epochs=1)'],
  network: 'mlp(sizes=[4])',
  optimizers: [{ name: 'SGD', momentum: [0, 0.9] }, 'ADAM'],
  learning_rates: [1e-2, 1],
  tuning: { seeds: 2, choose: 'settings' },
  seeds: 2,
  total_timesteps: 32,
  evaluations: 2,
  eval_episodes: 1,
};

let folder = '';
const at = (name = 'results') => ({ db: join(folder, `${name}.sqlite`), backend: 'cpu', workers: 1 });

beforeEach(() => {
  folder = temporaryFolder();
});

function rows(query: string, name?: string): unknown[][] {
  const file = openReadonly(at(name).db);
  try {
    return file.prepare(query).raw().all() as unknown[][];
  } finally {
    file.close();
  }
}

const runs = `select phase, optimizer, setting_of, chosen_setting, learning_rate, seed, status,
  hyperparameters_json ->> '$.optimizer.momentum' from runs order by id`;
const scores = 'select run_id, update_index, mean_return from evaluations order by 1, 2';

test('the best of all settings of an optimizer is scored under its name, with the settings that were chosen', async () => {
  const told: string[] = [];
  await runStudy(study, { ...at(), observer: { note: (line) => told.push(line) } });
  expect(told).toContain('the settings are tuned; the best ones train on fresh seeds');
  const tuning = rows(runs).filter(([phase]) => phase === 'tuning');
  expect(tuning.map(([, label, settingOf]) => [label, settingOf])).toEqual([
    ...Array.from({ length: 4 }, () => ['SGD(momentum=0)', 'SGD']),
    ...Array.from({ length: 4 }, () => ['SGD(momentum=0.9)', 'SGD']),
    ...Array.from({ length: 4 }, () => ['ADAM', null]),
  ]);
  const [sgd, , adam] = rows(runs).filter(([phase]) => phase === 'scoring');
  const [best] =
    rows(`select optimizer, learning_rate from leaderboard where phase = 'tuning' and optimizer like 'SGD%'
    order by final_mean desc, learning_rate limit 1`);
  const [setting, rate] = best!;
  const momentum = setting === 'SGD(momentum=0)' ? 0 : 0.9;
  expect(sgd).toEqual(['scoring', 'SGD', null, setting, rate, 1, 'finished', momentum]);
  expect(adam!.slice(0, 4)).toEqual(['scoring', 'ADAM', null, null]);
  expect(rows('select optimizer, setting, rates from tuned_leaderboard order by optimizer desc')).toEqual([
    ['SGD', setting, 4],
    ['ADAM', 'ADAM', 2],
  ]);
  const { differences } = await verifyRun({ db: at().db, run: 13 });
  expect(differences).toEqual([]);
});

test('stopped between the stages, and within one, it chooses and scores the same', async () => {
  await runStudy(study, at('whole'));
  const stop = new AbortController();
  let ended = 0;
  await runStudy(study, {
    ...at('stopped'),
    signal: stop.signal,
    observer: {
      recorded: (_, records) => {
        ended += records.filter(({ kind }) => kind === 'end').length;
        // Every tuning run has ended then, and nothing is scored.
        if (ended >= 12) stop.abort();
      },
    },
  });
  expect(rows(runs, 'stopped').filter(([, , , , , , status]) => status === 'finished')).toHaveLength(12);
  await resumeExperiment(at('stopped'));
  expect(rows(runs, 'stopped')).toEqual(rows(runs, 'whole'));
  expect(rows(scores, 'stopped')).toEqual(rows(scores, 'whole'));
  expect(await resumeExperiment(at('stopped'))).toBeUndefined();
});

test('takes more seeds, which score the settings that were chosen', async () => {
  await runStudy(study, at());
  await enlargeExperiment({ ...at(), experiment: 1, add: 1 });
  const scored = rows(runs).filter(([phase, label]) => phase === 'scoring' && label === 'SGD');
  expect(scored.map(([, , , , , seed]) => seed)).toEqual([1, 2, 3]);
  expect(new Set(scored.map((row) => JSON.stringify([row[3], row[4], row[7]]))).size).toBe(1);
});

test('with one point of the grid each it gives the rows of a study that chooses learning rates', async () => {
  const one: StudyInput = { ...study, optimizers: [{ name: 'SGD', momentum: [0.9] }, 'ADAM'] };
  await runStudy(one, at('settings'));
  await runStudy({ ...one, tuning: { seeds: 2 } }, at('rates'));
  expect(rows(runs, 'settings')).toEqual(rows(runs, 'rates'));
  expect(rows(scores, 'settings')).toEqual(rows(scores, 'rates'));
});

test('halves all settings of an optimizer together', async () => {
  await runStudy({ ...study, tuning: { seeds: 2, choose: 'settings', halving: 2 }, evaluations: 4 }, at());
  expect(
    rows(
      "select count(distinct optimizer || learning_rate) from runs where setting_of = 'SGD' and status = 'finished'",
    ),
  ).toEqual([[1]]);
  const [winner] = rows(
    "select distinct optimizer, learning_rate from runs where setting_of = 'SGD' and status = 'finished'",
  );
  expect(
    rows(
      "select distinct chosen_setting, learning_rate from runs where optimizer = 'SGD' and phase = 'scoring'",
    ),
  ).toEqual([winner]);
  const file = openReadonly(at().db);
  try {
    const { notes } = compareExperiment(file);
    expect(notes.join('\n')).toMatch(
      /Settings were tuned by successive halving, which dropped 4 of 6 settings before the end of their budgets/,
    );
  } finally {
    file.close();
  }
});
