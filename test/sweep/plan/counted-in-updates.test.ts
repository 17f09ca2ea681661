import { expect, test } from 'vitest';
import type { Value } from '../../../src/call-expression.ts';
import { planSweep } from '../../../src/sweep/plan/plan.ts';
import { runSettings } from '../../../src/sweep/study/run-settings.ts';

const plan = (settings: object, overrides: Record<string, Value> = {}) =>
  planSweep(runSettings.parse({ seeds: 1, optimizers: ['SGD'], ...settings }), overrides);
const populationOf = (...given: Parameters<typeof plan>) => plan(...given).populations[0]!.population;

test('A budget in updates is that of as many roll-outs, whose size the agent says', () => {
  const task = { env: 'cartpole', seeds: 2, optimizers: ['MILO', 'ADAM'] };
  const sizes = { num_envs: 4, num_steps: 128 };
  const { populations } = plan({ ...task, total_updates: 7 }, sizes);
  expect(populations).toEqual(plan({ ...task, total_timesteps: 7 * 4 * 128 }, sizes).populations);
  expect(populationOf({ ...task, total_updates: 7 }, { ...sizes, num_steps: 64 }).totalTimesteps).toBe(1792);
});

test('Agents beside each other have budgets of their own, those of whole episodes in episodes', () => {
  const agents = ['ppo(num_envs=4,num_steps=32)', 'reinforce(num_envs=6)'];
  const { populations } = plan({ env: 'cartpole', agents, total_updates: 5 });
  expect(populations.map(({ population }) => population)).toMatchObject([
    { totalTimesteps: 5 * 4 * 32 },
    { totalEpisodes: 5 * 6, totalTimesteps: 5 * 6 * 500 },
  ]);
  expect(populations[0]!.population).not.toHaveProperty('totalEpisodes');
});

test('For a search rule an update is a generation, with the episodes of all of its candidates', () => {
  const search = { env: 'cartpole', agents: ['policy-search(episodes_per_candidate=3)'], total_updates: 4 };
  expect(populationOf({ ...search, optimizers: ['CMAES(population=10)'] }).totalEpisodes).toBe(4 * 3 * 10);
});

test('Where there is no environment it is that of as many batches', () => {
  expect(populationOf({ env: 'text', total_updates: 300 }).totalTimesteps).toBe(4800);
  const batches = { batch_size: 32, num_minibatches: 2 };
  expect(populationOf({ env: 'digits', total_updates: 3 }, batches).totalTimesteps).toBe(192);
});

test.each([
  [{ total_timesteps: 100 }, '--total-timesteps and --total-updates exclude each other; give one of them'],
  [{ total_episodes: 100 }, '--total-episodes and --total-updates exclude each other; give one of them'],
  [
    { controllers: ['adadagrad'], agents: ['reinforce'] },
    'total-updates counts updates of one size, and controller adadagrad lets them grow; give total-timesteps',
  ],
  [{ agents: ['ppo(num_minibatches=0)'] }, 'num_minibatches must be'],
])('%o beside a budget in updates is refused in one line', (settings, message) => {
  expect(() => plan({ env: 'cartpole', total_updates: 3, ...settings })).toThrow(message);
});
