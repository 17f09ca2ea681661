import { expect, test } from 'vitest';
import { planSweep } from '../../../src/sweep/plan/plan.ts';
import { study } from '../../../src/sweep/study/study.ts';

const plan = (settings: object) =>
  planSweep(study.parse({ env: 'digits', optimizers: ['MILO'], ...settings }));

test('A task that is no environment is planned like one, with its own agent and its recipe', () => {
  const { populations } = plan({ seeds: 2 });
  expect(populations).toHaveLength(1);
  const [{ agentLabel, population }] = populations as [(typeof populations)[number]];
  expect(agentLabel).toBe('supervised');
  expect(population).toMatchObject({ env: 'digits', totalTimesteps: 40_960 });
  expect(population.members.map(({ seed }) => seed)).toEqual([1, 2]);
  expect(population.members[0]!.optimizer.settings).toMatchObject({ lr: 0.03 });
});

test.each([
  [{ agents: ['ppo'] }, 'unknown agent "ppo": digits is learned by supervised alone (known: supervised)'],
  [{ env: 'cartpole', agents: ['supervised'] }, 'unknown agent "supervised"'],
  [{ total_episodes: 10 }, 'digits has no episodes; leave out --total-episodes'],
  [{ eval_sampled: true }, 'digits has no episodes; leave out --eval-sampled'],
  [{ network: 'milo-residual' }, 'digits is learned by networks without noise of their own'],
  [{ total_timesteps: 100 }, 'less than one update of batch_size'],
  [{ critic_optimizer: 'SGD' }, 'critic'],
])('%o is refused in one line', (settings, message) => {
  expect(() => plan(settings)).toThrow(message);
});
