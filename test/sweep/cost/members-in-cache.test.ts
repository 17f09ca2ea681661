import { expect, test } from 'vitest';
import { membersInCache } from '../../../src/sweep/cost/members-in-cache.ts';
import { planSweep } from '../../../src/sweep/plan/plan.ts';
import { runSettings } from '../../../src/sweep/study/run-settings.ts';

function membersOf(network: string, seeds: number): number {
  const settings = {
    env: 'cartpole',
    agents: ['ppo'],
    network,
    optimizers: ['ADAM'],
    seeds,
    total_timesteps: 512,
  };
  const [planned] = planSweep(runSettings.parse(settings), {}).populations;
  return membersInCache(planned!.population);
}

test('Populations of networks as CleanRL has them train in parts of some 16 members', () => {
  // 9155 parameters and two averages of each, in single precision.
  expect(membersOf('mlp', 64)).toBe(Math.floor(2 ** 21 / (3 * 4 * 9155)));
});

test('Large networks have enough company in eight, and small ones train all together', () => {
  expect(membersOf('mlp(sizes=[512, 512])', 64)).toBe(8);
  expect(membersOf('mlp(sizes=[4])', 64)).toBeGreaterThan(64);
});

test('A few members stay together however large they are', () => {
  expect(membersOf('mlp(sizes=[512, 512])', 8)).toBe(8);
  expect(membersOf('mlp(sizes=[512, 512])', 3)).toBe(3);
});
