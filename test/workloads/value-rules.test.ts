import { describe, expect, test } from 'vitest';
import { contestants } from '../../src/stress/contestants.ts';
import { assemble } from '../../src/workloads/assemble.ts';
import { membersAreApart } from '../members-are-apart.ts';
import { smallAgent } from '../training/small-agent.ts';
import { recordsOf, recordsOfMember, smallPlan } from '../training/small-plan.ts';

describe('SVEN, which trains critics alone,', () => {
  test.each([
    ['ppo', 'SVEN'],
    ['ppo', 'CLIP(SVEN)'],
    ['ppo', 'SPLIT(SVEN,critic=ADAM)'],
    ['reinforce', 'SVEN'],
  ])('is refused for the policy of %s as %s', (agent, optimizer) => {
    const plan = smallPlan({ agent: smallAgent(agent), optimizers: [optimizer] });
    expect(() => assemble(plan)).toThrow(
      /^SVEN solves for what a critic is wrong by, and \w+ would have it train more than a critic; name it with --critic-optimizer, beside another for the policy$/,
    );
  });

  test('is refused where there is no critic at all', () => {
    expect(() => contestants(['SVEN'], () => {})).toThrow(/^SVEN solves .* and a small problem would have/);
    const grouped = smallPlan({ agent: smallAgent('grpo'), optimizers: ['SPLIT(ADAM,critic=SVEN)'] });
    expect(() => assemble(grouped)).toThrow('has no critic');
  });

  test.each([
    ['ppo', 'SPLIT(ADAM,critic=SVEN)'],
    ['ppo', 'CLIP(SPLIT(ADAM,critic="CAUTIOUS(SVEN)"))'],
    ['trpo', 'SVEN'],
    ['npg', 'CLIP(SVEN)'],
  ])('can be taken with %s as %s', (agent, optimizer) => {
    expect(() => assemble(smallPlan({ agent: smallAgent(agent), optimizers: [optimizer] }))).not.toThrow();
  });
});

test.each(['KFAC', 'CLIP(KFAC)'])('%s is refused where no agent says anything of samples', (spec) => {
  expect(() => contestants([spec], () => {})).toThrow(
    /^KFAC asks how what an agent says of each sample changes with its layers, and a small problem has no agent in an environment; take another optimizer$/,
  );
});

// Whole episodes: members have minibatches of different lengths, some of more than one part of 64 samples.
const ofEpisodes = {
  env: 'cartpole(max_episode_steps=120)',
  agent: 'reinforce(num_envs=3,baseline=true)',
  totalTimesteps: 600,
};

test.runIf(membersAreApart).each(['SVEN', 'SVEN(rms=post,momentum=0.9)', 'SVEN(variable_k=true,k=4)'])(
  '%s moves a critic as it would alone, however many samples the others have',
  async (critic) => {
    const plan = {
      ...ofEpisodes,
      optimizers: [`SPLIT(ADAM(lr=0.05),critic=${critic.includes('(') ? critic : `${critic}()`})`],
    };
    const together = await recordsOf(smallPlan({ ...plan, seeds: [1, 2, 3] }));
    for (const [member, seed] of [1, 2, 3].entries()) {
      expect(recordsOfMember(together, member)).toEqual(
        await recordsOf(smallPlan({ ...plan, seeds: [seed] })),
      );
    }
  },
);

test.runIf(membersAreApart)('KFAC moves a member as it would alone, beside longer episodes', async () => {
  const plan = { ...ofEpisodes, optimizers: ['KFAC(update_period=2)'] };
  const together = await recordsOf(smallPlan({ ...plan, seeds: [1, 2] }));
  expect(recordsOfMember(together, 1)).toEqual(await recordsOf(smallPlan({ ...plan, seeds: [2] })));
});

test('SVEN says how many directions it has solved for, half of the samples at most', async () => {
  const records = await recordsOf(smallPlan({ optimizers: ['SPLIT(ADAM,critic=SVEN)'] }));
  const ranks = records.flatMap((record) =>
    record.kind === 'measurement' && record.quantity === 'critic.rank' ? [record.value] : [],
  );
  expect(ranks).toHaveLength(4);
  for (const rank of ranks) {
    expect(rank).toBeGreaterThan(0);
    expect(rank).toBeLessThanOrEqual(8);
  }
});
