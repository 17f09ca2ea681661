import { describe, expect, test } from 'vitest';
import { recordedTables } from '../../src/results/index.ts';
import { describeHost, type Store } from '../../src/store/index.ts';
import { migrations } from '../../src/store/migrations/index.ts';
import { newStore } from './new-store.ts';
import {
  advantage,
  end,
  episode,
  evaluation,
  gradient,
  newExperiment,
  oneOfEach,
  update,
} from './records.ts';

function storeWithRuns(count: number): { store: Store; runIds: number[]; experimentId: number } {
  const store = newStore();
  return { store, ...store.createExperiment(newExperiment(Array.from({ length: count }, () => ({})))) };
}

function row(store: Store, sql: string): unknown {
  return store.db.prepare(sql).get();
}

function rows(store: Store, sql: string): unknown[] {
  return store.db.prepare(sql).pluck().all();
}

describe('createExperiment', () => {
  test('stores the experiment and its runs, which wait', () => {
    const store = newStore();
    const host = describeHost();
    const { experimentId, runIds } = store.createExperiment(
      newExperiment([{}, { learningRate: null }], { host }),
    );
    expect(row(store, 'select * from experiments')).toEqual({
      id: experimentId,
      title: 'a study',
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      command: 'rl-bench --env cartpole',
      config_json: '{"env":"cartpole","seeds":[1,2]}',
      fingerprint: 'f1',
      version: '0.1.0',
      host_json: JSON.stringify(host),
      schema_version: migrations.length,
      imported_from: null,
      imported_what: null,
      tags: null,
      note: null,
    });
    expect(row(store, `select * from runs where id = ${runIds[1]}`)).toEqual({
      id: runIds[1],
      experiment_id: experimentId,
      population: 0,
      member: 1,
      env: 'cartpole',
      agent: 'ppo',
      optimizer: 'MILO(momentum=0.8)',
      seed: 2,
      phase: 'scoring',
      hyperparameters_json: '{"gamma":0.99,"optimizer":{"momentum":0.8}}',
      learning_rate: null,
      total_timesteps: 500_000,
      reward_threshold: 475,
      backend: 'cpu',
      critic_optimizer: null,
      critic_learning_rate: null,
      budget_share: null,
      setting_of: null,
      chosen_setting: null,
      bits_json: null,
      machine: null,
      status: 'queued',
      error: null,
      share: null,
      started_at: null,
      finished_at: null,
      env_steps: null,
      updates: null,
      wall_s: null,
    });
    expect(row(store, "select host_json ->> 'cpus' as cpus from experiments")).toEqual({ cpus: host.cpus });
  });

  test('keeps seeds beyond 32 bits', () => {
    const store = newStore();
    store.createExperiment(newExperiment([{ seed: 2 ** 52 + 1 }]));
    expect(rows(store, 'select seed from runs')).toEqual([2 ** 52 + 1]);
  });

  test('stores all or nothing', () => {
    const store = newStore();
    const twice = newExperiment([{ member: 0 }, { member: 0 }]);
    expect(() => store.createExperiment(twice)).toThrow(/UNIQUE/);
    expect(rows(store, 'select count(*) from experiments')).toEqual([0]);
  });

  test('refuses numbers that JSON cannot hold instead of losing them', () => {
    const store = newStore();
    const config = { max_norm: Number.POSITIVE_INFINITY };
    expect(() => store.createExperiment(newExperiment([], { config }))).toThrow(/max_norm = Infinity/);
  });
});

describe('write', () => {
  test('stores every field of every kind of record', () => {
    const { store, runIds } = storeWithRuns(2);
    store.write(runIds, oneOfEach(1));
    const id = runIds[1];
    expect(row(store, 'select * from episodes')).toEqual({
      run_id: id,
      episode: 0,
      env_step: 20,
      return: 20,
      length: 20,
      success: 0,
      wall_s: 0.5,
    });
    expect(row(store, 'select * from updates')).toEqual({
      run_id: id,
      update_index: 1,
      env_step: 512,
      policy_loss: 0.1,
      value_loss: 0.2,
      entropy: 0.3,
      approx_kl: 0.4,
      clip_fraction: 0.5,
      explained_variance: 0.6,
      learning_rate: 0.001,
      critic_learning_rate: null,
      wall_s: 1.5,
    });
    expect(row(store, 'select * from gradient_stats')).toEqual({
      run_id: id,
      update_index: 1,
      layer_index: 0,
      layer: '',
      grad_norm: 1,
      grad_mean: 2,
      grad_std: 3,
      grad_max_abs: 4,
      update_norm: 5,
      param_norm: 6,
      cosine_previous: null,
      grad_signal: 0.5,
      grad_noise: 20,
    });
    expect(row(store, 'select * from advantages')).toEqual({
      run_id: id,
      update_index: 1,
      agent: 1,
      raw_mean: 0,
      raw_std: 1,
      mean: 2,
      std: 3,
      zero_groups: 0.5,
      alpha: null,
      beta: null,
      score_mean: 4,
      score_std: 5,
    });
    expect(row(store, 'select * from evaluations')).toEqual({
      run_id: id,
      update_index: 0,
      env_step: 0,
      episodes: 10,
      mean_return: 20,
      std_return: 1,
      success_rate: 0,
      wall_s: 1,
    });
    expect(row(store, 'select * from sampled_evaluations')).toEqual({
      ...(row(store, 'select * from evaluations') as object),
      mean_return: 19,
    });
    expect(row(store, 'select * from trajectories')).toEqual({
      run_id: id,
      update_index: 1,
      agent: 1,
      episode: 0,
      step: 0,
      x: 0,
      y: 0.5,
      z: -0.5,
      goal_x: 1,
      goal_y: 0,
      goal_z: -1,
    });
    expect(row(store, 'select * from measurements')).toEqual({
      run_id: id,
      update_index: 1,
      agent: 1,
      source: 'plateau(patience=3)',
      quantity: 'factor',
      value: 0.5,
    });
    expect(
      row(store, 'select status, error, env_steps, updates, wall_s, finished_at from runs where id = 2'),
    ).toEqual({
      status: 'finished',
      error: null,
      env_steps: 500_000,
      updates: 976,
      wall_s: 12.5,
      finished_at: expect.stringMatching(/Z$/),
    });
    expect(rows(store, 'select status from runs where id = 1')).toEqual(['queued']);
  });

  test('stores success as 1, failure as 0 and neither as NULL', () => {
    const { store, runIds } = storeWithRuns(1);
    const successes = [true, false, null];
    store.write(
      runIds,
      successes.map((success, index) => episode({ episode: index, success })),
    );
    expect(rows(store, 'select success from episodes order by episode')).toEqual([1, 0, null]);
  });

  test('stores NaN as NULL and Infinity as it is', () => {
    const { store, runIds } = storeWithRuns(1);
    const nan = Number.NaN;
    store.write(runIds, [
      episode({ return: nan }),
      update({ policyLoss: nan, valueLoss: nan, entropy: nan, approxKl: nan, learningRate: nan }),
      update({ updateIndex: 2, clipFraction: nan, explainedVariance: Number.NEGATIVE_INFINITY }),
      gradient({ gradNorm: Number.POSITIVE_INFINITY, gradMean: nan, gradStd: nan, gradMaxAbs: nan }),
      gradient({ layerIndex: 1, updateNorm: nan, paramNorm: nan, cosinePrevious: nan }),
      evaluation({ meanReturn: nan, stdReturn: nan, successRate: nan }),
      end({ status: 'diverged', error: 'update 2: the policy loss is NaN' }),
    ]);
    expect(rows(store, 'select policy_loss from updates')).toEqual([null, 0.1]);
    expect(rows(store, 'select explained_variance from updates')).toEqual([0.6, Number.NEGATIVE_INFINITY]);
    expect(rows(store, 'select grad_norm from gradient_stats')).toEqual([Number.POSITIVE_INFINITY, 1]);
    expect(row(store, 'select status, error from runs')).toEqual({
      status: 'diverged',
      error: 'update 2: the policy loss is NaN',
    });
  });

  test('stores all of a batch or nothing', () => {
    const { store, runIds } = storeWithRuns(1);
    expect(() => store.write(runIds, [episode(), update({ updateIndex: 1.5 })])).toThrow(/datatype|INTEGER/i);
    expect(() => store.write(runIds, [episode(), episode({ member: 1 })])).toThrow(
      /no run for member 1 of 1/,
    );
    expect(rows(store, 'select count(*) from episodes')).toEqual([0]);
  });

  test('keeps the advantages of every agent of a team', () => {
    const { store, runIds } = storeWithRuns(1);
    store.write(runIds, [advantage(), advantage({ agent: 2, rawStd: 10 })]);
    expect(rows(store, 'select raw_std from advantages order by agent')).toEqual([1, 10]);
  });

  test('takes the same records again, as a resumed run brings them', () => {
    const { store, runIds } = storeWithRuns(1);
    store.write(runIds, oneOfEach(0));
    const before = rows(store, 'select count(*) from episodes');
    store.write(runIds, oneOfEach(0));
    expect(rows(store, 'select count(*) from episodes')).toEqual(before);
  });
});

describe('the life of a run', () => {
  test('goes from queued over running to finished', () => {
    const { store, runIds } = storeWithRuns(2);
    store.startRuns([runIds[0]!]);
    expect(rows(store, 'select status from runs order by id')).toEqual(['running', 'queued']);
    store.write(runIds, [end()]);
    expect(rows(store, 'select status from runs order by id')).toEqual(['finished', 'queued']);
    expect(rows(store, 'select started_at <= finished_at from runs order by id')).toEqual([1, null]);
  });

  test('can be interrupted, which keeps how far it came, and started again', () => {
    const { store, runIds } = storeWithRuns(2);
    store.startRuns(runIds);
    store.write(runIds, [update(), update({ updateIndex: 2, envStep: 1024, wallS: 3 })]);
    store.interrupt(runIds);
    expect(store.db.prepare('select status, env_steps, updates, wall_s from runs').all()).toEqual([
      { status: 'interrupted', env_steps: 1024, updates: 2, wall_s: 3 },
      { status: 'interrupted', env_steps: null, updates: null, wall_s: null },
    ]);
    const started = rows(store, 'select started_at from runs');
    store.startRuns(runIds);
    expect(rows(store, 'select status from runs')).toEqual(['running', 'running']);
    expect(rows(store, 'select finished_at from runs')).toEqual([null, null]);
    expect(rows(store, 'select started_at from runs')).toEqual(started);
  });

  test('can fail with a reason', () => {
    const { store, runIds } = storeWithRuns(1);
    store.startRuns(runIds);
    store.fail(runIds, 'the worker ran out of memory');
    expect(row(store, 'select status, error from runs')).toEqual({
      status: 'failed',
      error: 'the worker ran out of memory',
    });
  });

  test('is over once it has ended: nothing interrupts, fails or starts it again', () => {
    const { store, runIds } = storeWithRuns(2);
    store.write(runIds, [
      end(),
      end({ member: 1, status: 'diverged', error: 'update 3, actor.0.kernel: NaN' }),
    ]);
    store.interrupt(runIds);
    store.fail(runIds, 'too late');
    store.startRuns(runIds);
    expect(rows(store, 'select status from runs order by id')).toEqual(['finished', 'diverged']);
    expect(rows(store, 'select error from runs order by id')).toEqual([
      null,
      'update 3, actor.0.kernel: NaN',
    ]);
  });

  test('ends with its experiment: deleting one deletes its runs and their series', () => {
    const { store, runIds, experimentId } = storeWithRuns(1);
    store.write(runIds, oneOfEach(0));
    store.db.prepare('delete from experiments where id = ?').run(experimentId);
    for (const table of ['runs', ...recordedTables.map(({ name }) => name)]) {
      expect(rows(store, `select count(*) from ${table}`)).toEqual([0]);
    }
  });
});
