import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeEnv, stepResult } from '../../envs/index.ts';
import { RandomStream } from '../../src/random.ts';
import { compareWithGolden } from './compare-with-golden.ts';
import { gymnasiumEpisodes } from './golden-episodes.ts';

describe('acrobot follows Gymnasium', () => {
  // Once it swings the chain is chaotic: longer roll-outs say nothing.
  for (const episode of gymnasiumEpisodes('acrobot.json')) {
    compareWithGolden('acrobot', episode, { oneStep: 1e-12, rollOut: { error: 1e-8, steps: 100 } });
  }
});

/** The state after one step without torque. */
function stepFrom(name: string, state: readonly number[]): number[] {
  const env = makeEnv(name, { size: 1 });
  env.reset([RandomStream.of(1)]);
  env.state.set(state);
  const out = stepResult(env);
  env.step(Int32Array.of(1), out);
  expect(out.terminated[0]).toBe(0);
  return [...env.state.subarray(0, 4)];
}

test('episodes start from float32 numbers', () => {
  const env = makeEnv('acrobot', { size: 8 });
  env.reset(Array.from({ length: 8 }, (_, copy) => RandomStream.of(copy)));
  expect(env.state).toEqual(env.state.map(Math.fround));
});

test('the equations of the paper lack the centrifugal term alone', () => {
  const book = (state: readonly number[]) => stepFrom('acrobot', state);
  const nips = (state: readonly number[]) => stepFrom('acrobot(book_or_nips=nips)', state);
  expect(nips([0, 0.5, 1, 0])).not.toEqual(book([0, 0.5, 1, 0]));
  // Hanging straight the term is zero, and stays so at rest.
  expect(nips([0, 0, 0, 0])).toEqual(book([0, 0, 0, 0]));
});

test('without gravity and motion nothing moves, whatever the masses', () => {
  const name = 'acrobot(gravity=0,link_mass_1=3,link_mass_2=0.2,link_com_pos_2=0.7,link_moi=2)';
  expect(stepFrom(name, [0.4, -0.7, 0, 0])).toEqual([0.4, -0.7, 0, 0]);
});

test('angles stay within half a turn and speeds within their bounds', () => {
  const angle = fc.double({ min: -Math.PI, max: Math.PI, noNaN: true });
  const speed = (limit: number) => fc.double({ min: -limit, max: limit, noNaN: true });
  const state = fc.tuple(angle, angle, speed(4 * Math.PI), speed(9 * Math.PI));
  fc.assert(
    fc.property(state, fc.integer({ min: 0, max: 2 }), (initial, action) => {
      const env = makeEnv('acrobot', { size: 1 });
      env.reset([RandomStream.of(1)]);
      env.state.set(initial);
      env.step(Int32Array.of(action), stepResult(env));
      const bounds = [Math.PI, Math.PI, 4 * Math.PI, 9 * Math.PI];
      for (const [i, bound] of bounds.entries()) expect(Math.abs(env.state[i]!)).toBeLessThanOrEqual(bound);
    }),
  );
});
