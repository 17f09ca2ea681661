import { describe, expect, test } from 'vitest';
import { mapPolicy } from '../../../src/loss-map/policy/map-policy.ts';
import type { PolicyMap, PolicyMapSettings } from '../../../src/loss-map/policy/policy-map.ts';
import type { Store } from '../../../src/store/index.ts';
import { trainedRun } from '../../../src/sweep/run/trained-run.ts';
import * as tf from '../../../src/tensors/tf.ts';
import { newStore } from '../../store/new-store.ts';
import { trainRuns } from './trained-run.ts';

const usual: PolicyMapSettings = { directions: 'path', seed: 1, side: 5, reach: undefined, stations: 40 };

/** Maps the policy of run 2. */
async function mapped(store: Store, settings: Partial<PolicyMapSettings> = {}): Promise<PolicyMap> {
  const run = trainedRun(store.db, 2);
  const { signal } = new AbortController();
  const options = { command: 'rl-bench loss-map', plugins: [], tell: () => {}, signal };
  const map = await mapPolicy(run, { ...usual, ...settings }, store, options);
  return map!;
}

const middle = ({ grid }: PolicyMap) => grid.values[(grid.values.length - 1) / 2]!;

describe('the map of a policy', () => {
  test('has the trained policy in the middle of the grid and at the end of the path', async () => {
    const store = newStore();
    await trainRuns(store);
    for (const directions of ['path', 'random'] as const) {
      const map = await mapped(store, { directions });
      const end = map.path.at(-1)!;
      expect(end).toMatchObject({ update: 5, at: [0, 0] });
      expect([middle(map), end.planeLoss]).toEqual([end.loss, end.loss]);
      expect(new Set(map.grid.values).size).toBeGreaterThan(20);
    }
  });

  test('measures the very loss that the update minimised', async () => {
    const store = newStore();
    const agent = 'ppo(num_envs=2,num_steps=16,num_minibatches=1,update_epochs=1,ent_coef=0.1,vf_coef=0.4)';
    await trainRuns(store, { agent, totalTimesteps: 32 });
    const { path } = await mapped(store, { directions: 'random' });
    expect(path.map(({ update }) => update)).toEqual([0, 1]);
    const sql = `select policy_loss + 0.4 * value_loss - 0.1 * entropy from updates where run_id = 2`;
    expect(path[0]!.loss).toBeCloseTo(store.db.prepare(sql).pluck().get() as number, 5);
    expect(path[1]!.loss).toBeLessThan(path[0]!.loss);
  });

  test('of the path holds its two leading components and all of it, start to end', async () => {
    const store = newStore();
    await trainRuns(store);
    const map = await mapped(store);
    const [first, second] = map.componentShares!;
    expect(map.pathShare).toBeCloseTo(first + second, 6);
    expect(first).toBeGreaterThanOrEqual(second);
    for (const { at } of map.path) expect(Math.max(...at.map(Math.abs))).toBeLessThan(map.reach);
    const random = await mapped(store, { directions: 'random' });
    expect(random.pathShare).toBeLessThan(map.pathShare);
    expect(random.reach).toBe(1);
  });

  test('keeps as many points of the path as are asked for', async () => {
    const store = newStore();
    await trainRuns(store);
    const { path } = await mapped(store, { stations: 3 });
    expect(path.map(({ update }) => update)).toEqual([0, 3, 5]);
  });

  test('is in the file, and vanishes with its experiment', async () => {
    const store = newStore();
    await trainRuns(store);
    const map = await mapped(store);
    const all = (sql: string) => store.db.prepare(sql).all();
    expect(all('select experiment_id, run_id, directions, seed, side, batch_rows from policy_maps')).toEqual([
      { experiment_id: 2, run_id: 2, directions: 'path', seed: null, side: 5, batch_rows: 32 },
    ]);
    expect(all('select loss from policy_map_losses order by beta, alpha')).toEqual(
      map.grid.values.map((loss) => ({ loss })),
    );
    expect(all('select update_index, plane_loss, loss from policy_map_points')).toEqual(
      map.path.map(({ update, planeLoss, loss }) => ({ update_index: update, plane_loss: planeLoss, loss })),
    );
    store.db.prepare('delete from experiments where id = ?').run(map.experiment);
    expect(all('select * from policy_map_losses union all select 1, 1, 1, 1 from policy_map_points')).toEqual(
      [],
    );
    expect(all('select count(*) as runs from runs')).toEqual([{ runs: 2 }]);
  });

  test.each([
    ['episodes of unequal length, without a critic', { agent: 'reinforce(num_envs=3)', totalTimesteps: 300 }],
    [
      'held near the untrained policy',
      { agent: 'grpo(num_groups=2,group_size=2,kl_coef=0.1)', totalTimesteps: 300 },
    ],
    [
      'real actions, observations scaled',
      { env: 'pendulum', agent: 'ppo(num_envs=2,num_steps=16,num_minibatches=2,norm_obs=true)' },
    ],
    ['dropout', { network: 'milo-residual(width=8,blocks=1,dropout=0.5)' }],
    ['an average of its way that is judged', { optimizer: 'EMA(ADAM)' }],
  ])('is the same every time: %s', async (_, settings) => {
    const store = newStore();
    await trainRuns(store, settings);
    const before = tf.memory().numTensors;
    const [once, again] = [await mapped(store), await mapped(store)];
    expect(tf.memory().numTensors).toBe(before);
    expect(again.grid).toEqual(once.grid);
    expect(again.path).toEqual(once.path);
    expect(middle(once)).toBe(once.path.at(-1)!.loss);
    expect(once.grid.values.filter(Number.isFinite).length).toBeGreaterThan(12);
  });

  test('is not written when it is asked to stop', async () => {
    const store = newStore();
    await trainRuns(store);
    const run = trainedRun(store.db, 1);
    const options = { command: '', plugins: [], tell: () => {}, signal: AbortSignal.abort() };
    expect(await mapPolicy(run, usual, store, options)).toBeUndefined();
    expect(store.db.prepare('select count(*) from experiments').pluck().get()).toBe(1);
  });

  test('is refused where the run trained again is another', async () => {
    const store = newStore();
    await trainRuns(store);
    store.db.exec('update updates set policy_loss = policy_loss + 1 where run_id = 2 and update_index = 1');
    await expect(mapped(store)).rejects.toThrow(/run 2 trained again is not the same: row 0 of updates/);
  });
});
