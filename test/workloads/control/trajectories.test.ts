import { expect, test } from 'vitest';
import { groupBy } from '../../../src/group-by.ts';
import type { TrainingRecord, TrajectoryRecord } from '../../../src/results/index.ts';
import { recordsOf, smallPlan } from '../../training/small-plan.ts';

const agent = 'reinforce(num_envs=2)';

/** The points of every episode that was kept, in the order of the records. */
function trajectoriesOf(records: readonly TrainingRecord[]) {
  const points = records.filter((record): record is TrajectoryRecord => record.kind === 'trajectory');
  const episodes = groupBy(points, (point) => `${point.member} ${point.agent} ${point.episode}`);
  return [...episodes.values()].map((own) => {
    const { member, agent, episode, updateIndex } = own[0]!;
    return { member, agent, episode, updateIndex, points: own };
  });
}

const goalOf = ({ goalX, goalY, goalZ }: TrajectoryRecord) => [goalX, goalY, goalZ];

test('the last evaluation tells where the agent went, from the start to the end of the episode', async () => {
  const env = 'point-nav(max_episode_steps=12)';
  const records = await recordsOf(smallPlan({ env, agent, totalTimesteps: 60, seeds: [1, 2] }));
  const trajectories = trajectoriesOf(records);
  expect(trajectories.map(({ member, episode }) => [member, episode])).toEqual([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]);
  for (const { points, updateIndex, member } of trajectories) {
    const end = records.find((record) => record.kind === 'end' && record.member === member);
    expect(end).toMatchObject({ updates: updateIndex });
    expect(points[0]).toMatchObject({ step: 0, x: 0, y: 0, z: 0 });
    expect(points.map(({ step }) => step)).toEqual([...points.keys()]);
    expect(points.length).toBeLessThanOrEqual(13);
    for (const point of points) expect(goalOf(point)).toEqual(goalOf(points[0]!));
    for (const [index, point] of points.slice(1).entries()) {
      for (const axis of ['x', 'y', 'z'] as const) {
        expect(Math.abs(point[axis]! - points[index]![axis]!)).toBeLessThanOrEqual(0.6 + 1e-6);
      }
    }
  }
});

test('long episodes leave steps out, but never the last', async () => {
  const env = 'point-nav(max_episode_steps=250)';
  const records = await recordsOf(smallPlan({ env, agent: 'ppo(num_steps=16)', totalTimesteps: 64 }));
  for (const { points } of trajectoriesOf(records)) {
    expect(points.length).toBeLessThanOrEqual(101);
    expect(points.slice(0, -1).every(({ step }) => step % 3 === 0)).toBe(true);
  }
  expect(trajectoriesOf(records).some(({ points }) => points.at(-1)!.step === 250)).toBe(true);
});

test('every agent of a team has a way and a goal of its own', async () => {
  const env = 'point-nav-team(agents=2,goals=own,max_episode_steps=12)';
  const trajectories = trajectoriesOf(await recordsOf(smallPlan({ env, agent, totalTimesteps: 60 })));
  expect(trajectories.map((record) => [record.agent, record.episode])).toEqual([
    [1, 0],
    [1, 1],
    [2, 0],
    [2, 1],
  ]);
  expect(goalOf(trajectories[0]!.points[0]!)).not.toEqual(goalOf(trajectories[2]!.points[0]!));
});

test('tasks that do not move in space have none', async () => {
  expect(trajectoriesOf(await recordsOf(smallPlan({ env: 'cartpole' })))).toEqual([]);
});
