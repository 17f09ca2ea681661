import { expect, test } from 'vitest';
import { smallAgent } from '../../training/small-agent.ts';
import { recordsOf, smallPlan } from '../../training/small-plan.ts';
import { byMember, trainedWithStops } from '../../training/stops.ts';

test.each([
  ['ppo', 'ADAM(lr=0.003)'],
  ['ppo', 'SOAP'],
  ['reinforce', 'MILO'],
  ['grpo', 'EMA(ADAM)'],
])(
  '%s with %s goes on from a checkpoint on webgpu as if it had not stopped, bit for bit',
  async (agent, spec) => {
    const plan = smallPlan({
      env: 'cartpole(max_episode_steps=12)',
      agent: smallAgent(agent),
      optimizers: [spec],
      seeds: [1, 2],
      totalTimesteps: 96,
      evaluations: 1,
    });
    const uninterrupted = await recordsOf(plan);
    expect(uninterrupted.filter(({ kind }) => kind === 'update').length).toBeGreaterThan(2);
    expect(byMember(await trainedWithStops(plan, [2]))).toEqual(byMember(uninterrupted));
  },
);
