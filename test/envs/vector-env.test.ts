import { expect, test } from 'vitest';
import { stepResult, type Task, vectorEnv } from '../../envs/index.ts';
import { RandomStream } from '../../src/random.ts';

/** Counts its steps in its only variable; ends when told to by a negative action. */
const counter: Task = {
  spec: {
    id: 'counter',
    observationSpace: { kind: 'box', low: [0], high: [Infinity] },
    actionSpace: { kind: 'box', low: [-1, -1], high: [1, 1] },
    maxEpisodeSteps: 3,
    rewardThreshold: null,
    success: 'the counter is told to end',
    stateLength: 1,
  },
  reset(state, at, stream) {
    state[at] = 100 * (1 + stream.integer(9));
  },
  step(state, at, actions, actionAt, outcome) {
    state[at]! += 1;
    outcome.reward = actions[actionAt + 1]!;
    if (actions[actionAt]! >= 0) return;
    outcome.terminated = true;
    outcome.success = true;
  },
  observe(state, at, observations, observationAt) {
    observations[observationAt] = state[at]!;
  },
};

const go = [1, 0];
const end = [-1, 0];

function started(size: number) {
  const env = vectorEnv(counter, size);
  env.reset(Array.from({ length: size }, (_, copy) => RandomStream.of(copy)));
  return { env, out: stepResult(env) };
}

test('a finished copy shows its new episode, and its last sight of the old one apart', () => {
  const { env, out } = started(2);
  const [first, second] = env.observations;
  env.step(Float64Array.of(...end, ...go), out);
  expect([...out.terminated, ...out.success]).toEqual([1, 0, 1, 0]);
  expect([...out.finalObservations]).toEqual([first! + 1, second! + 1]);
  expect(env.observations[0]! % 100).toBe(0);
  expect(env.observations[1]).toBe(second! + 1);
});

test('every copy is given its own actions', () => {
  const { env, out } = started(3);
  env.step(Float64Array.of(1, 10, 1, 20, 1, 30), out);
  expect([...out.rewards]).toEqual([10, 20, 30]);
});

test('copies run into the time limit at their own pace', () => {
  const { env, out } = started(2);
  const truncated: number[][] = [];
  for (const action of [end, go, go, go]) {
    env.step(Float64Array.of(...action, ...go), out);
    truncated.push([...out.truncated]);
  }
  expect(truncated).toEqual([
    [0, 0],
    [0, 0],
    [0, 1],
    [1, 0],
  ]);
});

test('an end on the last step allowed is both terminated and truncated', () => {
  const { env, out } = started(1);
  for (const action of [go, go, end]) env.step(Float64Array.from(action), out);
  expect([out.terminated[0], out.truncated[0]]).toEqual([1, 1]);
});

test('flags of an earlier step do not linger', () => {
  const { env, out } = started(1);
  env.step(Float64Array.from(end), out);
  env.step(Float64Array.from(go), out);
  expect([out.terminated[0], out.truncated[0], out.success[0]]).toEqual([0, 0, 0]);
});

test('the elapsed steps can be written, and the time limit follows', () => {
  const { env, out } = started(1);
  env.state[1] = 2;
  env.step(Float64Array.from(go), out);
  expect(out.truncated[0]).toBe(1);
});

test('streams and actions must fit the number of copies', () => {
  const { env, out } = started(2);
  expect(() => env.reset([RandomStream.of(1)])).toThrow('2 copies need 2 streams, given 1');
  expect(() => env.step(Float64Array.from(go), out)).toThrow('2 copies take 4 numbers, given 2');
});

test('a simulator that was never reset can be set by hand and still end its episodes', () => {
  const env = vectorEnv(counter, 1);
  const out = stepResult(env);
  env.state.set([7, 0]);
  env.step(Float64Array.from(end), out);
  expect(out.finalObservations[0]).toBe(8);
  expect(env.observations[0]).toBeGreaterThanOrEqual(100);
});

test('copies that are not running stand still', () => {
  const { env, out } = started(2);
  env.step(Float64Array.of(...go, 1, 5), out);
  const before = structuredClone({ ...out, state: env.state, observations: env.observations });
  env.step(Float64Array.of(1, 3, ...end), out, Uint8Array.of(1, 0));
  const after = structuredClone({ ...out, state: env.state, observations: env.observations });
  expect(after.state[0]).toBe(before.state[0]! + 1);
  expect(after.rewards).toEqual(Float64Array.of(3, 5));
  expect(after.state.subarray(2)).toEqual(before.state.subarray(2));
  expect([after.observations[1], after.terminated[1]]).toEqual([before.observations[1], 0]);
});

test('a task can cut an episode itself', () => {
  const cutting: Task = {
    ...counter,
    step(...all) {
      counter.step(...all);
      all[4].truncated = all[4].reward === 5;
    },
  };
  const env = vectorEnv(cutting, 1);
  env.reset([RandomStream.of(1)]);
  const out = stepResult(env);
  env.step(Float64Array.of(1, 4), out);
  expect([out.terminated[0], out.truncated[0], env.state[1]]).toEqual([0, 0, 1]);
  env.step(Float64Array.of(1, 5), out);
  expect([out.terminated[0], out.truncated[0], env.state[1]]).toEqual([0, 1, 0]);
  env.step(Float64Array.of(-1, 5), out);
  expect([out.terminated[0], out.truncated[0], env.state[1]]).toEqual([1, 1, 0]);
});

test('a task is told of the steps that come next, and of nobody who stands still or has failed', () => {
  const told: number[][] = [];
  let broken = false;
  const listening: Task = {
    ...counter,
    announce(_, __, copies) {
      told.push(copies.map(({ at }) => at));
      if (broken) throw new Error('nobody answers');
    },
  };
  const env = vectorEnv(listening, 3);
  env.reset([1, 2, 3].map((seed) => RandomStream.of(seed)));
  const out = stepResult(env);
  const actions = Float64Array.of(...go, ...go, ...go);
  env.step(actions, out);
  env.step(actions, out, Uint8Array.of(0, 1, 1));
  broken = true;
  env.step(actions, out, Uint8Array.of(0, 0, 1));
  env.step(actions, out, Uint8Array.of(1, 0, 1));
  expect(told).toEqual([[0, 2, 4], [2, 4], [4], [0]]);
  expect([...env.faults.keys()]).toEqual([2, 0]);
  expect(env.faults.get(2)).toBe(
    'environment counter: Error: nobody answers (copy 3 of 3, step 2 of its episode)',
  );
});
