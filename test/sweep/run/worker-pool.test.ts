import { expect, test } from 'vitest';
import type { TrainingRecord } from '../../../src/results/index.ts';
import { trainInWorkers } from '../../../src/sweep/run/worker-pool.ts';
import type { PopulationPlan } from '../../../src/training/population-plan.ts';
import { smallPlan } from '../../training/small-plan.ts';

/** Trains populations of one member, one after the other in one worker. */
function trainEach(
  plans: readonly PopulationPlan[],
  {
    signal,
    onStart = () => {},
    onRecords,
  }: {
    signal: AbortSignal;
    onStart?: () => void;
    onRecords: (population: number, records: readonly TrainingRecord[]) => void;
  },
): Promise<void> {
  const shares = plans.map((_, population) => ({ population, members: [0] }));
  const settings = { workers: 1, backend: 'cpu', plugins: [], checkpointInterval: 1000, signal };
  return trainInWorkers(shares, settings, {
    async started({ population }) {
      onStart();
      return { population: plans[population]!, from: [undefined] };
    },
    async records({ population }, records) {
      onRecords(population, records);
    },
    ended() {},
    async failed(_, error) {
      throw error;
    },
    repeated() {},
  });
}

test('a wish to stop that comes while a share is begun is granted', async () => {
  const stop = new AbortController();
  const kinds = new Set<string>();
  await trainEach([smallPlan({ totalTimesteps: 10_000_000 })], {
    signal: stop.signal,
    onStart: () => stop.abort(),
    onRecords(_, records) {
      for (const { kind } of records) kinds.add(kind);
    },
  });
  expect([...kinds]).not.toContain('end');
});

test('what was computed before an update that takes minutes is told while it lasts', async () => {
  const stop = new AbortController();
  const long = 'ppo(num_envs=2,num_steps=64,num_minibatches=64,update_epochs=10000)';
  // The first one is there to make the worker fast: what takes longer is told at once.
  const plans = [smallPlan({}), smallPlan({ agent: long, totalTimesteps: 12_800 })];
  const kinds = new Set<string>();
  await trainEach(plans, {
    signal: stop.signal,
    onRecords(population, records) {
      if (population === 0) return;
      for (const { kind } of records) kinds.add(kind);
      stop.abort();
    },
  });
  expect([...kinds]).toContain('evaluation');
  expect([...kinds]).not.toContain('update');
});
