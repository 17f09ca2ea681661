import { expect, test } from 'vitest';
import { makeEnv, stepResult } from '../../envs/index.ts';
import { RandomStream } from '../../src/random.ts';

/** One step from a state: x, y, vx, vy, θ, ω. */
function stepped(state: readonly number[], action: number, name = 'lander') {
  const env = makeEnv(name, { size: 1 });
  env.reset([RandomStream.of(1)]);
  env.state.set(state);
  const out = stepResult(env);
  env.step(Int32Array.of(action), out);
  const [reward, terminated, success] = [out.rewards[0]!, out.terminated[0] === 1, out.success[0] === 1];
  return {
    state: [...env.state.subarray(0, 6)],
    seen: [...out.finalObservations],
    reward,
    terminated,
    success,
  };
}

const close = (actual: readonly number[], expected: readonly number[]): void => {
  for (const [place, value] of expected.entries()) expect(actual[place]).toBeCloseTo(value, 12);
};

test('falls by gravity alone: the new speed moves it', () => {
  close(stepped([1, 10, 0, 0, 0, 0], 0).state, [1, 10 - 0.0162, 0, -0.162, 0, 0]);
});

test('the main engine pushes along the body', () => {
  const theta = 0.3;
  const [vx, vy] = [-0.4 * Math.sin(theta), 0.4 * Math.cos(theta) - 0.162];
  close(stepped([0, 10, 0, 0, theta, 0], 2).state, [0.1 * vx, 10 + 0.1 * vy, vx, vy, theta, 0]);
});

test('the engines at the sides mirror each other', () => {
  const left = stepped([0, 10, 0, 0, 0, 0], 1).state;
  close(left, [0.004, 10 - 0.0162, 0.04, -0.162, 0.008, 0.08]);
  const right = stepped([0, 10, 0, 0, 0, 0], 3).state;
  close(
    right,
    left.map((value, place) => ([0, 2, 4, 5].includes(place) ? -value : value)),
  );
});

test.each([
  ['gently on the pad', [0, 0.85, 0, -1, 0, 0], true],
  ['too fast', [0, 0.85, 0, -2, 0, 0], false],
  ['beside the pad', [3, 0.85, 0, -1, 0, 0], false],
  ['sliding', [0, 0.85, 1.5, -1, 0, 0], false],
  ['tilted, on one foot', [0, 1.1, 0, -1, 0.4, 0], false],
  ['turning', [0, 0.85, 0, -1, 0, 0.9], false],
])('comes down %s', (_, state, success) => {
  const end = stepped(state, 0);
  expect([end.terminated, end.success]).toEqual([true, success]);
  expect(Math.sign(end.reward)).toBe(success ? 1 : -1);
});

test.each([[[9.99, 8, 5, 0, 0, 0]], [[0, 15.99, 0, 5, 0, 0]], [[0, 8, 0, 0, 1.7, 0]]])(
  '%j is lost',
  (state) => {
    const end = stepped(state, 0);
    expect([end.terminated, end.success]).toEqual([true, false]);
  },
);

test('rewards of a way add up to what is changed of the shaping, less the fuel', () => {
  const env = makeEnv('lander', { size: 1 });
  env.reset([RandomStream.of(3)]);
  const shaping = () => {
    const [x, y, vx, vy, theta] = env.state as unknown as [number, number, number, number, number];
    return -10 * Math.hypot(x, y) - 20 * Math.hypot(vx, vy) - 100 * Math.abs(theta);
  };
  const before = shaping();
  const out = stepResult(env);
  let sum = 0;
  for (const action of [0, 2, 2, 1, 3]) {
    env.step(Int32Array.of(action), out);
    sum += out.rewards[0]!;
  }
  expect(sum).toBeCloseTo(shaping() - before - 0.66, 9);
});
