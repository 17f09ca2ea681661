import { describe, expect, test } from 'vitest';
import { environments, makeEnv, type Task } from '../../envs/index.ts';
import { RandomStream } from '../../src/random.ts';
import { readGolden } from './golden-episodes.ts';
import { scriptedStream } from './scripted-stream.ts';

type Outcome = readonly [probability: number, next: number, reward: number, terminated: 0 | 1];

interface Table {
  readonly max_episode_steps: number | null;
  readonly reward_threshold: number | null;
  readonly starts: readonly number[];
  readonly outcomes: readonly (readonly (readonly Outcome[])[])[];
}

const { tables } = readGolden<{ tables: Record<string, Table> }>('tabular.json');

function taskOf(name: string): Task {
  const { entry, settings, label } = environments.resolve(name);
  return entry.create(settings, label) as Task;
}

describe.each(Object.entries(tables))("%s has Gymnasium's transitions", (name, table) => {
  const task = taskOf(name);

  test('from every state by every action, wherever the random number falls', () => {
    const actions = Int32Array.of(0);
    for (const [from, byAction] of table.outcomes.entries()) {
      for (const [action, outcomes] of byAction.entries()) {
        let cumulated = 0;
        for (const [probability, next, reward, terminated] of outcomes) {
          const edges = [cumulated + 1e-12, cumulated + probability / 2, cumulated + probability - 1e-12];
          for (const uniform of edges) {
            const state = Float64Array.of(from);
            const outcome = { reward: Number.NaN, terminated: false, success: false };
            actions[0] = action;
            task.step(state, 0, actions, 0, outcome, 0, scriptedStream({ uniform: [uniform] }));
            expect([state[0], outcome.reward, outcome.terminated], `${from}, ${action}, ${uniform}`).toEqual([
              next,
              reward,
              terminated === 1,
            ]);
          }
          cumulated += probability;
        }
      }
    }
  });

  test('and begins where it does there, equally often', () => {
    const stream = RandomStream.of(5, 'environment');
    const state = new Float64Array(1);
    const counts = new Map<number, number>();
    const each = 200;
    for (let draw = 0; draw < each * table.starts.length; draw++) {
      task.reset(state, 0, stream, 0);
      counts.set(state[0]!, (counts.get(state[0]!) ?? 0) + 1);
    }
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual(table.starts);
    // Five standard deviations of a Poisson count.
    for (const count of counts.values()) expect(Math.abs(count - each)).toBeLessThan(5 * Math.sqrt(each));
  });
});

test.each(['frozen-lake', 'cliff-walking', 'taxi'])("%s keeps Gymnasium's limit and threshold", (name) => {
  const { spec } = makeEnv(name, { size: 1 });
  const { max_episode_steps, reward_threshold } = tables[name]!;
  // Where Gymnasium has no limit ours is said to be ours.
  expect(spec.maxEpisodeSteps).toBe(max_episode_steps ?? 200);
  expect(spec.rewardThreshold).toBe(reward_threshold);
});

test('a state is seen as a one among zeros', () => {
  const env = makeEnv('taxi', { size: 2 });
  env.reset([1, 2].map((seed) => RandomStream.of(seed)));
  for (const copy of [0, 1]) {
    const seen = env.observations.subarray(copy * 500, (copy + 1) * 500);
    expect(seen[env.state[copy * 2]!]).toBe(1);
    expect(seen.reduce((sum, value) => sum + value, 0)).toBe(1);
  }
});
