import { expect, test } from 'vitest';
import { agents } from '../../../agents/index.ts';
import { makeEnv, type VectorEnv } from '../../../envs/index.ts';
import { RandomStream } from '../../../src/random.ts';
import type { AdvantageRecord, EpisodeRecord } from '../../../src/results/index.ts';
import * as tf from '../../../src/tensors/tf.ts';
import { controlParts } from '../../../src/workloads/control/control-parts.ts';
import { forwardPasses, Policy } from '../../../src/workloads/control/policy.ts';
import { Rollout } from '../../../src/workloads/control/rollout.ts';
import { recordsOf, smallPlan } from '../../training/small-plan.ts';

const groupSize = 3;
const numGroups = 2;

/** A roll-out of one untrained member, whose agents all start alike, and the environment that it happened in. */
async function collected(envName: string, agentName: string): Promise<{ env: VectorEnv; rollout: Rollout }> {
  const plan = smallPlan({ env: envName, agent: agentName });
  const { agent, networks } = controlParts(plan);
  const { numEnvs, horizon } = agent.collection;
  const env = makeEnv(envName, { size: numEnvs, horizon });
  const team = Array.from({ length: env.spec.agents }, (_, index) => index);
  const streams = (purpose: string) =>
    Array.from({ length: env.size }, (_, row) => RandomStream.of(1, purpose, row));
  const rollout = new Rollout(agent, env, team.length, {
    environment: streams('environment'),
    action: streams('action'),
  });
  const params = Object.fromEntries(
    networks.parameters.map(({ name, shape, initial }) => {
      const values = team.flatMap(() => [...initial(RandomStream.of(1, name))]);
      return [name, tf.tensor3d(values, [team.length, ...shape])];
    }),
  );
  const policy = new Policy(agent, networks, params, team.length, null, forwardPasses());
  for (const updates of [0, 1]) {
    await rollout.collect(
      policy,
      team.map(() => true),
      team.map(() => updates),
      team.map(() => 1),
    );
  }
  policy.dispose();
  return { env, rollout };
}

test('The episodes of a group begin in the same state and go their own ways', async () => {
  const { rollout } = await collected(
    'point-nav',
    `grpo(num_groups=${numGroups},group_size=${groupSize},horizon=4)`,
  );
  const [buffer] = rollout.buffers;
  const firstRows = Array.from({ length: numGroups * groupSize }, (_, copy) => buffer!.copy.indexOf(copy));
  const start = (copy: number) =>
    Array.from(buffer!.observations.subarray(6 * firstRows[copy]!, 6 * firstRows[copy]! + 6));
  const action = (copy: number) =>
    Array.from(buffer!.actions.subarray(3 * firstRows[copy]!, 3 * firstRows[copy]! + 3));
  for (const copy of [1, 2]) {
    expect(start(copy)).toEqual(start(0));
    expect(action(copy)).not.toEqual(action(0));
  }
  expect(start(groupSize)).not.toEqual(start(0));
});

test('All agents of a team begin each episode of a group in the same state, and hear the return of the team', async () => {
  const { rollout } = await collected(
    'point-nav-team(goals=own)',
    `dr-mas(num_groups=${numGroups},group_size=${groupSize},horizon=4)`,
  );
  const teams = rollout.buffers.map((buffer) => buffer.experience());
  expect(teams).toHaveLength(3);
  const goal = (agent: number, copy: number) => {
    const row = teams[agent]!.copy.indexOf(copy);
    return Array.from(rollout.buffers[agent]!.observations.subarray(12 * row + 3, 12 * row + 6));
  };
  for (const agent of [0, 1, 2]) {
    for (const copy of [1, 2]) expect(goal(agent, copy)).toEqual(goal(agent, 0));
    expect(goal(agent, groupSize)).not.toEqual(goal(agent, 0));
    expect(goal(agent, 0)).not.toEqual(goal((agent + 1) % 3, 0));
  }
  for (let copy = 0; copy < numGroups * groupSize; copy++) {
    const own = teams.map(({ episodeReturns }) => episodeReturns[copy]!);
    expect(new Set(own).size).toBe(3);
    for (const { teamReturns } of teams) {
      expect(teamReturns[copy]).toBeCloseTo((own[0]! + own[1]! + own[2]!) / 3, 12);
    }
  }
});

test('A horizon cuts training episodes, and counts as a time limit', async () => {
  const { rollout } = await collected('point-nav', 'reinforce(num_envs=2,horizon=4)');
  const { truncated, terminated, length } = rollout.buffers[0]!.experience();
  expect(length).toBe(8);
  expect(Array.from(truncated)).toEqual([0, 0, 0, 0, 0, 0, 1, 1]);
  expect(Array.from(terminated)).toEqual(new Array(8).fill(0));
});

test('Where a task has no success, an episode that reaches the reward threshold is one', async () => {
  // Two steps of MountainCar are worth -2, and its threshold is -110.
  const { rollout } = await collected('mountain-car', 'grpo(num_groups=1,group_size=2,horizon=2)');
  expect(makeEnv('mountain-car', { size: 1 }).spec).toMatchObject({ rewardThreshold: -110 });
  const { successes, episodeReturns } = rollout.buffers[0]!.experience();
  expect(Array.from(episodeReturns)).toEqual([-2, -2]);
  const hasSuccess = makeEnv('mountain-car', { size: 1 }).spec.success !== null;
  expect(Array.from(successes)).toEqual(hasSuccess ? [0, 0] : [1, 1]);
});

test('Learning from successes is refused where nobody has said what one is', () => {
  expect(() => controlParts(smallPlan({ env: 'pendulum', agent: 'bnpo' }))).toThrow(
    /bnpo learns from successes, and pendulum has neither/,
  );
  expect(() =>
    agents.resolve('bnpo(outcome=return)').entry.create(agents.resolve('bnpo(outcome=return)').settings, {
      kind: 'discrete',
      n: 2,
    }),
  ).toThrow(/outcome=success/);
});

test('Every update says what became of its scores', async () => {
  const records = await recordsOf(
    smallPlan({ env: 'cartpole', agent: 'grpo(num_groups=2,group_size=4)', totalTimesteps: 300 }),
  );
  const advantages = records.filter((record): record is AdvantageRecord => record.kind === 'advantage');
  const episodes = records.filter((record): record is EpisodeRecord => record.kind === 'episode');
  expect(advantages.map(({ updateIndex }) => updateIndex)).toEqual(advantages.map((_, index) => index + 1));
  expect(episodes).toHaveLength(8 * advantages.length);
  for (const record of advantages) {
    expect(record.rawMean).toBeCloseTo(0, 10);
    expect(record.mean).toBeCloseTo(0, 6);
    expect(record.rawStd).toBeGreaterThan(record.std);
    expect(record.zeroGroups).toBe(0);
    expect([record.alpha, record.beta]).toEqual([null, null]);
  }
});

test('The KL penalty holds the policy near the untrained one', async () => {
  const drift = async (klCoef: number) => {
    const plan = smallPlan({
      agent: `grpo(num_groups=4,group_size=4,update_epochs=8,kl_coef=${klCoef})`,
      optimizers: ['ADAM(lr=0.01)'],
      totalTimesteps: 4000,
    });
    const entropies = (await recordsOf(plan)).flatMap((record) =>
      record.kind === 'update' ? [record.entropy!] : [],
    );
    // The untrained policy is undecided: what it loses in entropy, it has moved.
    return entropies[0]! - entropies.at(-1)!;
  };
  expect(await drift(10)).toBeLessThan((await drift(0)) / 4);
});

test('PPO with advantages of groups is the agent of that name', async () => {
  const shape = 'num_groups=2,group_size=3,ent_coef=0,anneal_lr=false';
  const recordsWith = (agent: string) => recordsOf(smallPlan({ agent, totalTimesteps: 200 }));
  expect(await recordsWith(`ppo(advantage=rloo,${shape})`)).toEqual(await recordsWith(`rloo(${shape})`));
  expect(await recordsWith(`ppo(advantage=bnpo,${shape})`)).toEqual(await recordsWith(`bnpo(${shape})`));
});
