import { expect, test } from 'vitest';
import type { TrainingRecord } from '../../src/results/index.ts';
import { recordsOf, recordsOfMember, smallPlan } from './small-plan.ts';

const env = 'point-nav-team(max_episode_steps=12)';
const agent = 'dr-mas(num_groups=2,group_size=2,num_minibatches=1,update_epochs=1,horizon=5)';

function of<Kind extends TrainingRecord['kind']>(records: readonly TrainingRecord[], kind: Kind) {
  return records.filter((record): record is Extract<TrainingRecord, { kind: Kind }> => record.kind === kind);
}

test('A team is one run: steps and episodes count once, gradients and advantages are kept by agent', async () => {
  const records = await recordsOf(smallPlan({ env, agent, seeds: [1, 2], totalTimesteps: 40 }));
  expect(new Set(records.map(({ member }) => member))).toEqual(new Set([0, 1]));
  // Four copies of five steps: two updates are worth the budget.
  expect(
    of(records, 'update').map(({ member, updateIndex, envStep }) => [member, updateIndex, envStep]),
  ).toEqual([
    [0, 1, 20],
    [1, 1, 20],
    [0, 2, 40],
    [1, 2, 40],
  ]);
  expect(of(records, 'episode')).toHaveLength(2 * 2 * 4);
  expect(of(records, 'evaluation')).toHaveLength(2 * 3);
  expect(of(records, 'end')).toMatchObject([
    { member: 0, status: 'finished', envSteps: 40, updates: 2 },
    { member: 1, status: 'finished', envSteps: 40, updates: 2 },
  ]);
  expect(of(records, 'advantage').filter(({ updateIndex }) => updateIndex === 1)).toMatchObject(
    [0, 1].flatMap((member) => [1, 2, 3].map((each) => ({ member, agent: each }))),
  );

  const gradients = of(records, 'gradient')
    .filter(({ member, updateIndex }) => member === 0 && updateIndex === 2)
    .sort((a, b) => a.layerIndex - b.layerIndex);
  expect(gradients.map(({ layerIndex }) => layerIndex)).toEqual(gradients.map((_, index) => index));
  const layers = ['actor.0.kernel', 'actor.0.bias', 'actor.head.kernel', 'actor.head.bias', 'actor.log_std'];
  expect(gradients.map(({ layer }) => layer)).toEqual([
    '',
    ...['agent1', 'agent2', 'agent3'].flatMap((each) => [each, ...layers.map((layer) => `${each}.${layer}`)]),
  ]);
  const normOf = (name: string) => gradients.find(({ layer }) => layer === name)!.gradNorm;
  const agents = ['agent1', 'agent2', 'agent3'].map(normOf);
  expect(normOf('')).toBeCloseTo(Math.hypot(...agents), 6);
  expect(new Set(agents).size).toBe(3);
});

test('Who is compared with whom makes the difference between grpo and dr-mas', async () => {
  const spread = async (name: string) => {
    const records = await recordsOf(
      smallPlan({ env, agent: agent.replace('dr-mas', name), totalTimesteps: 20 }),
    );
    return of(records, 'advantage').map(({ rawStd }) => rawStd);
  };
  const [first, second, third] = await spread('grpo');
  expect([second, third]).toEqual([first, first]);
  const own = await spread('dr-mas');
  expect(new Set(own).size).toBe(3);
});

test('A team of one does what its agent would do alone', async () => {
  // The actions reach as far, the goals are drawn alike; only the scale and the name differ.
  const team = 'point-nav-team(agents=1,team_reward=0,max_episode_steps=12)';
  const alone = await recordsOf(
    smallPlan({ env: 'point-nav(max_episode_steps=12)', agent, totalTimesteps: 60 }),
  );
  expect(await recordsOf(smallPlan({ env: team, agent, totalTimesteps: 60 }))).toEqual(alone);
});

test('A team diverges with its first agent that does, which is named', async () => {
  // Scales at the end of what float32 can hold: the third agent's value loss overflows.
  const plan = smallPlan({
    env: 'point-nav-team(reward_scales=[1,1,1e30],team_reward=0,max_episode_steps=12)',
    agent: 'ppo(num_envs=2,num_steps=16,num_minibatches=2,update_epochs=2)',
    seeds: [1, 2],
  });
  const records = await recordsOf(plan);
  const ends = of(records, 'end');
  expect(ends).toHaveLength(2);
  for (const { status, error } of ends) {
    expect(status).toBe('diverged');
    expect(error).toMatch(/^update 1: the (gradient|parameter) norm of agent3\.\w+\./);
  }
});

test('A team that has diverged is left out, and harms no other', async () => {
  const specs = ['SGD(lr=1e38)', 'SGD(lr=0.01)'];
  const records = await recordsOf(smallPlan({ env, agent, optimizers: specs, totalTimesteps: 60 }));
  expect(of(records, 'end').map(({ member, status }) => [member, status])).toEqual([
    [0, 'diverged'],
    [1, 'finished'],
  ]);
  expect(recordsOfMember(records, 1)).toEqual(
    await recordsOf(smallPlan({ env, agent, optimizers: [specs[1]!], totalTimesteps: 60 })),
  );
});
