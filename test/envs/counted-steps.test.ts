import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineEnv, environments, makeEnv, stepResult, type Task } from '../../envs/index.ts';
import { RandomStream } from '../../src/random.ts';

let names = 0;
/** Registers a change of something built in. @returns its name. */
function registered(original: string, change: (task: Task) => Partial<Task>): string {
  const entry = environments.get(original);
  const name = `counted${names++}`;
  const create = (settings: never, id: string): Task => {
    const task = entry.create(settings, id) as Task;
    return { ...task, ...change(task) };
  };
  environments.register(defineEnv({ name, summary: 's', source: 's', settings: entry.settings, create }));
  return name;
}

/** All that 600 steps of random actions show of an environment, its ends included. */
function life(name: string): number[][] {
  const env = makeEnv(`${name}(max_episode_steps=30)`, { size: 3 });
  env.reset([0, 1, 2].map((copy) => RandomStream.of(1, copy)));
  const out = stepResult(env);
  const stream = RandomStream.of(1, 'actions');
  return Array.from({ length: 600 }, () => {
    env.step(
      Float64Array.from({ length: 3 }, () => stream.integer(2)),
      out,
    );
    return [...out.rewards, ...out.terminated, ...out.truncated, ...out.success, ...env.observations];
  });
}

describe('A task written for earlier versions, whose stateLength counts one number more,', () => {
  const oneMore = ({ spec }: Task): Task['spec'] => ({ ...spec, stateLength: spec.stateLength + 1 });

  test('lives as it did', () => {
    const old = registered('cartpole', (task) => ({ spec: oneMore(task) }));
    expect(life(old)).toEqual(life('cartpole'));
  });

  test('reads the count of elapsed steps in its last number, as it did', () => {
    const old = registered('cartpole', (task) => ({
      spec: oneMore(task),
      step(state, at, actions, actionAt, outcome, _elapsed, stream) {
        task.step(state, at, actions, actionAt, outcome, Number.NaN, stream);
        outcome.success = state[at + 4]! + 1 >= 0.95 * task.spec.maxEpisodeSteps;
      },
    }));
    const lived = life(old);
    expect(lived.flatMap((step) => step.slice(9, 12))).toContain(1);
    expect(lived).toEqual(life('cartpole'));
  });

  test('and that writes this number itself keeps it for itself', () => {
    const old = registered('cartpole', (task) => ({
      spec: oneMore(task),
      reset(state, at, stream) {
        task.reset(state, at, stream, 0);
        state[at + 4] = 0;
      },
      step(state, at, actions, actionAt, outcome, elapsed, stream) {
        task.step(state, at, actions, actionAt, outcome, elapsed, stream);
        state[at + 4]!++;
        outcome.success = state[at + 4]! >= 0.95 * task.spec.maxEpisodeSteps;
      },
    }));
    expect(makeEnv(old, { size: 1 }).rowLength).toBe(6);
    expect(life(old)).toEqual(life('cartpole'));
  });
});

test('A task whose reset and steps leave a number alone that is not the last keeps it', () => {
  const name = registered('cartpole', (task) => ({
    spec: { ...task.spec, stateLength: 6 },
    step(state, at, ...rest) {
      task.step(state, at, ...rest);
      state[at + 5] = 7;
    },
  }));
  expect(makeEnv(name, { size: 1 }).spec.stateLength).toBe(6);
});

test('A task without a state of its own is told how many steps have gone', () => {
  const elapsed: number[] = [];
  environments.register(
    defineEnv({
      name: 'test-bandit',
      summary: 's',
      source: 's',
      settings: z.object({}),
      create: (_, id) => ({
        spec: {
          id,
          observationSpace: { kind: 'box', low: [0], high: [1] },
          actionSpace: { kind: 'discrete', n: 2 },
          maxEpisodeSteps: 2,
          rewardThreshold: null,
          success: null,
          stateLength: 0,
        },
        reset() {},
        step(_state, _at, actions, actionAt, outcome, count) {
          elapsed.push(count);
          outcome.reward = actions[actionAt]!;
        },
        observe(_state, _at, observations, at) {
          observations[at] = 1;
        },
      }),
    }),
  );
  const env = makeEnv('test-bandit', { size: 1 });
  env.reset([RandomStream.of(1)]);
  const out = stepResult(env);
  for (const action of [1, 0, 1]) env.step(Int32Array.of(action), out);
  expect(elapsed).toEqual([0, 1, 0]);
  expect([...env.state]).toEqual([1]);
});

test('A task that writes more numbers than it says fails and is told so', () => {
  const name = registered('cartpole', ({ spec }) => ({ spec: { ...spec, stateLength: 3 } }));
  const env = makeEnv(name, { size: 2 });
  env.reset([RandomStream.of(1), RandomStream.of(2)]);
  expect(env.faults.get(0)).toBe(
    `environment ${name}: RangeError: reset has written a number behind the 3 of its state; spec.stateLength must count all of them (copy 1 of 2, step 0 of its episode)`,
  );
});
