import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../../src/store/sqlite.ts';
import { resumeExperiment } from '../../../src/sweep/run/resume-experiment.ts';
import type { RunOptions } from '../../../src/sweep/run/run-options.ts';
import { runStudy } from '../../../src/sweep/run/run-study.ts';
import { verifyRun } from '../../../src/sweep/run/verify-run.ts';
import type { StudyInput } from '../../../src/sweep/study/study.ts';

const folder = mkdtempSync(join(tmpdir(), 'rl-bench-init-'));
afterAll(() => rmSync(folder, { recursive: true }));
const db = join(folder, 'results.sqlite');
const how = { db, workers: 1, backend: 'simd', command: 'test' } as const;
const norm = { name: 'ppo', norm_obs: true, num_steps: 64, num_minibatches: 2, update_epochs: 1 };
const small = {
  env: 'cartpole',
  network: 'mlp(sizes=[8])',
  optimizers: ['ADAM'],
  total_timesteps: 1024,
  evaluations: 2,
  eval_episodes: 3,
};
/** Run 1, of a policy with a critic that sees normalised observations; run 2 of one that has neither. */
const first: StudyInput = { ...small, agents: [norm], seed_list: [4], title: 'first' };
const bare: StudyInput = { ...small, agents: ['reinforce'], seed_list: [4], title: 'bare' };

function ask<Row>(sql: string): Row[] {
  const file = openDatabase(db);
  try {
    return file.prepare<[], Row>(sql).all();
  } finally {
    file.close();
  }
}

const series = (experiment: number): unknown[] =>
  ask(
    `select seed, update_index, policy_loss, value_loss, grad from runs join updates u on u.run_id = runs.id
     join (select run_id as r, update_index as i, sum(grad_norm) as grad from gradient_stats group by 1, 2) on r = u.run_id and i = update_index
     where experiment_id = ${experiment} order by 1, 2`,
  );

/** Stops training after so many updates. */
function stoppedAfter(count: number): Pick<RunOptions, 'signal' | 'observer'> {
  const stop = new AbortController();
  let seen = 0;
  return {
    signal: stop.signal,
    observer: {
      recorded(_, records) {
        if (records.some(({ kind }) => kind === 'update') && ++seen === count) stop.abort();
      },
    },
  };
}

beforeAll(async () => {
  await runStudy(first, how);
  await runStudy(bare, how);
}, 120_000);

test('every seed begins with the policy of the run, as it acted when it was left', async () => {
  const study = { ...first, title: 'warm', seed_list: [4, 5], init_from: 1, optimizers: ['ADAM', 'SGD'] };
  const { experiment } = await runStudy(study, how);
  const [left] = ask<{ mean: number }>(
    'select mean_return as mean from evaluations where run_id = 1 order by update_index desc limit 1',
  );
  const begun = ask<{ seed: number; mean: number }>(
    `select seed, mean_return as mean from runs join evaluations on run_id = runs.id and update_index = 0
     where experiment_id = ${experiment} order by seed`,
  );
  // Evaluations are on episodes of the run's own seed, and the first run had seed 4.
  expect(begun.filter(({ seed }) => seed === 4)).toEqual([
    { seed: 4, mean: left!.mean },
    { seed: 4, mean: left!.mean },
  ]);
  const recorded = ask<{ init: string }>(
    `select hyperparameters_json ->> 'init_from' as init from runs where experiment_id = ${experiment}`,
  );
  expect(new Set(recorded.map(({ init }) => init)).size).toBe(1);
  expect(JSON.parse(recorded[0]!.init)).toMatchObject({ run: 1, choice: 'final' });
});

test('what was begun so is resumed and verified to the last bit, also when the first run is gone', async () => {
  const study = { ...first, seed_list: [6], init_from: '1' };
  const whole = await runStudy({ ...study, title: 'whole' }, how);
  const cut = await runStudy({ ...study, title: 'cut' }, { ...how, ...stoppedAfter(1) });
  expect(cut.interrupted).toBe(true);
  const file = openDatabase(db);
  file.pragma('foreign_keys = on');
  file.exec("delete from experiments where title = 'first'");
  file.close();
  await resumeExperiment({ db, workers: 1, experiment: cut.experiment });
  expect(series(cut.experiment)).toEqual(series(whole.experiment));
  expect(series(whole.experiment).length).toBeGreaterThan(1);
  const [{ id }] = ask<{ id: number }>(`select id from runs where experiment_id = ${cut.experiment}`) as [
    { id: number },
  ];
  const verified = await verifyRun({ db, run: id });
  expect(verified.differences).toEqual([]);
  expect(verified.rows).toBeGreaterThan(10);
  // From here on others begin with the policy of what began with it.
  const next = { ...first, title: 'third', seed_list: [6], init_from: id };
  expect((await runStudy(next, how)).interrupted).toBe(false);
});

test('a critic that the policy does not bring is drawn by seed; one that nobody trains is left out; searches begin there too', async () => {
  const ppo = { name: 'ppo', norm_obs: false, num_steps: 64, num_minibatches: 2 };
  const withCritic = await runStudy(
    { ...small, agents: [ppo], seed_list: [4], title: 'with critic', init_from: 2 },
    how,
  );
  const [run] = ask<{ id: number }>(`select id from runs where experiment_id = ${withCritic.experiment}`);
  const start = (experiment: number): unknown[] =>
    ask(
      `select mean_return from runs join evaluations on run_id = runs.id and update_index = 0 where experiment_id = ${experiment}`,
    );
  const left = (id: number): unknown[] =>
    ask(`select mean_return from evaluations where run_id = ${id} order by update_index desc limit 1`);
  expect(start(withCritic.experiment)).toEqual(left(2));
  const without = await runStudy({ ...bare, title: 'without', init_from: run!.id }, how);
  expect(start(without.experiment)).toEqual(left(run!.id));
  const search = {
    ...small,
    agents: ['policy-search'],
    optimizers: ['OPENES'],
    seed_list: [4],
    title: 'search',
    init_from: 2,
  };
  expect(start((await runStudy(search, how)).experiment)).toEqual(left(2));
});

test.each([
  [{ ...bare, init_from: 99 }, 'no run 99'],
  [
    { ...bare, init_from: 'x' },
    'init_from takes the number of a run, or 3:best for its best policy; given "x"',
  ],
  [{ ...bare, init_from: '2:best' }, 'run 2 has left no best policy'],
  [
    { ...bare, network: 'mlp(sizes=[9])', init_from: 2 },
    '"actor.0.kernel" is [4,8] in it, and [4,9] in this policy',
  ],
  [{ ...bare, env: 'pendulum', init_from: 2 }, 'cannot be the first one here'],
  [{ ...first, init_from: 2 }, 'it sees observations as they are'],
  [{ ...small, env: 'digits', seed_list: [1], network: undefined, init_from: 2 }, 'digits has no policies'],
  [
    { ...small, env: 'point-nav-team', agents: ['dr-mas'], seed_list: [1], init_from: 2 },
    'the final policy of run 2 is of one agent, and point-nav-team is for a team of',
  ],
] as const)('%j is refused', async (study, words) => {
  const { total_timesteps: _, ...others } = study;
  const given = study.env === 'cartpole' ? study : others;
  await expect(runStudy({ ...given, title: 'refused' } as StudyInput, how)).rejects.toThrow(words);
  expect(ask("select id from experiments where title = 'refused'")).toEqual([]);
});
