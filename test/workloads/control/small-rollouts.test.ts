import { describe, expect, test } from 'vitest';
import { controlParts } from '../../../src/workloads/control/control-parts.ts';
import { recordsOf, smallPlan } from '../../training/small-plan.ts';

describe('A roll-out that is too small to learn from', () => {
  test.each([
    [
      'ppo(advantage=grpo,num_groups=1,group_size=2,horizon=1,num_minibatches=4)',
      'a roll-out of ppo on cartpole has at most 2 × 1 = 2 steps, too few for 4 minibatches',
    ],
    [
      'grpo(num_groups=1,group_size=2,horizon=2,num_minibatches=5)',
      '2 × 2 = 4 steps, too few for 5 minibatches; take fewer minibatches or more steps',
    ],
    [
      'reinforce(num_envs=1,horizon=1)',
      'has at most 1 × 1 = 1 steps, in 1 minibatches too few to learn from',
    ],
    ['reinforce(num_envs=8,horizon=1,norm_returns=episode)', 'too few to learn from: standardised'],
    ['ppo(num_envs=1,num_steps=2,num_minibatches=2)', 'minibatches of one step cannot be standardised'],
    ['ppo(num_envs=1,num_steps=1,num_minibatches=1)', 'minibatches of one step cannot be standardised'],
    ['ppo(num_envs=1,num_steps=2,num_minibatches=4)', 'num_minibatches must divide the batch'],
  ])('is refused: %s', (agent, message) => {
    const plan = smallPlan({ agent, totalTimesteps: 1000 });
    expect(() => controlParts(plan)).toThrow(message);
  });

  test.each([
    'ppo(num_envs=1,num_steps=2,num_minibatches=1)',
    'ppo(num_envs=1,num_steps=2,num_minibatches=2,norm_adv=false)',
    'reinforce(num_envs=1,horizon=2)',
    'reinforce(num_envs=1,horizon=1,norm_returns="none")',
    'reinforce(num_envs=2,horizon=2,norm_returns=episode)',
    'grpo(num_groups=1,group_size=2,horizon=1,num_minibatches=1)',
    'bnpo(num_groups=1,group_size=2,horizon=1,num_minibatches=1)',
    'dr-mas(num_groups=1,group_size=2,horizon=1,num_minibatches=2)',
  ])('begins where nothing could be learned: %s', (agent) => {
    expect(() => controlParts(smallPlan({ agent }))).not.toThrow();
  });

  test('fails the run where episodes turn out to be so short', async () => {
    const agent = 'grpo(num_groups=1,group_size=2,num_minibatches=300)';
    const records = await recordsOf(smallPlan({ agent, totalTimesteps: 200, evaluations: 1 }));
    const { status, error } = records.at(-1) as { status?: string; error?: string };
    expect(status).toBe('failed');
    expect(error).toMatch(
      /^update 1: its roll-out has \d\d steps, too few for 300 minibatches; take fewer minibatches or more episodes$/,
    );
  });
});
