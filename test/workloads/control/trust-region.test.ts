import { describe, expect, test } from 'vitest';
import type { MeasurementRecord } from '../../../src/results/index.ts';
import { assemble } from '../../../src/workloads/assemble.ts';
import { trainPopulation } from '../../../src/workloads/train-population.ts';
import { testMembersOf } from '../../training/members-of-a-plan.ts';
import { smallPlan } from '../../training/small-plan.ts';

const roll = 'num_envs=2,num_steps=32,critic_epochs=2';

/** What the steps of the policy report of each update, by quantity. */
async function steps(agent: string, env: string): Promise<Record<string, number>[]> {
  const updates: Record<string, number>[] = [];
  const plan = smallPlan({ agent, env, totalTimesteps: 640 });
  for await (const records of trainPopulation(plan)) {
    const measured = records.filter(
      (record): record is MeasurementRecord =>
        record.kind === 'measurement' && record.quantity.startsWith('actor.'),
    );
    if (measured.length === 0) continue;
    updates.push(Object.fromEntries(measured.map(({ quantity, value }) => [quantity.slice(6), value!])));
  }
  return updates;
}

describe('A trust region', () => {
  test.each(['cartpole', 'pendulum'])('holds every step of trpo on %s', async (env) => {
    // Little damping and a wide region: the divergence of whole steps is often larger than it was meant to be.
    const updates = await steps(`trpo(${roll},max_kl=0.2,cg_damping=0.001)`, env);
    expect(updates).toHaveLength(10);
    for (const { kl, shrinkings, step_size, cg_iterations } of updates) {
      expect(kl).toBeLessThan(0.2);
      if (shrinkings! >= 0) expect(kl).toBeGreaterThan(0);
      expect(step_size).toBeGreaterThan(0);
      expect(cg_iterations).toBeGreaterThan(0);
    }
    expect(updates.some(({ shrinkings }) => shrinkings! > 0)).toBe(true);
  });

  test('is what npg steps to the edge of, and beyond, whole', async () => {
    const updates = await steps(`npg(${roll},max_kl=0.2,cg_damping=0.001)`, 'cartpole');
    expect(updates.every(({ shrinkings }) => shrinkings === 0)).toBe(true);
    expect(updates.some(({ kl }) => kl! > 0.2)).toBe(true);
  });
});

describe('npg(solver=gram)', () => {
  // 128 actions: two parts of 64.
  const agent = 'npg(num_envs=2,num_steps=64,critic_epochs=1,solver=gram,max_kl=0.001)';

  test.each(['cartpole', 'pendulum'])('steps about as far as it is meant to on %s', async (env) => {
    const updates = await steps(agent, env);
    expect(updates).toHaveLength(5);
    for (const { kl, rank, step_size } of updates) {
      expect(kl).toBeGreaterThan(0.0002);
      expect(kl).toBeLessThan(0.005);
      expect(rank).toBeGreaterThan(0);
      expect(rank).toBeLessThanOrEqual(128);
      expect(step_size).toBeGreaterThan(0);
    }
  });

  testMembersOf((own) => smallPlan({ agent, totalTimesteps: 384, ...own }));

  test('without damping takes the pseudo-inverse; conjugate gradients refuse that', async () => {
    const updates = await steps(agent.replace('solver', 'cg_damping=0,solver'), 'cartpole');
    expect(updates.every(({ kl }) => Number.isFinite(kl))).toBe(true);
    expect(() => assemble(smallPlan({ agent: 'npg(cg_damping=0)', totalTimesteps: 4096 }))).toThrow(
      /^conjugate gradients need cg_damping above 0; give some, or say npg\(solver=gram\)$/,
    );
  });
});

describe('npg(damping=gns)', () => {
  const agent = 'npg(num_envs=2,num_steps=32,critic_epochs=1,damping=gns,cg_iterations=4,gns_tries=6)';

  test.each(['cartpole', 'pendulum'])('finds a damping for every roll-out on %s', async (env) => {
    const updates = await steps(agent, env);
    expect(updates).toHaveLength(10);
    let before = 1;
    for (const { gamma, lambda, tries, kl } of updates) {
      expect(lambda).toBeGreaterThan(0);
      expect(kl).toBeGreaterThan(0);
      expect(tries).toBeGreaterThan(0);
      // γ is halved at every try but that which is taken.
      const halved = before / 2 ** tries!;
      expect([halved, halved * 4]).toContain(gamma);
      before = gamma!;
    }
  });

  testMembersOf((own) => smallPlan({ agent, totalTimesteps: 256, ...own }));

  test('goes by the exact Fisher matrix alone', () => {
    expect(() => assemble(smallPlan({ agent: 'npg(damping=gns,solver=gram)' }))).toThrow(
      /^damping=gns goes by the exact Fisher matrix; leave solver=gram out, or damping=gns$/,
    );
  });
});

test('trpo trains its critic by the optimizer, and refuses one for the critic beside', () => {
  const optimizers = ['SPLIT(SGD,critic=ADAM)'];
  expect(() => assemble(smallPlan({ agent: 'trpo', optimizers, totalTimesteps: 4096 }))).toThrow(
    'trpo moves the policy itself, and what it is given trains the critic; name one optimizer, without one for the critic',
  );
});
