import { describe, expect, test } from 'vitest';
import { makeEnv, stepResult } from '../../envs/index.ts';
import { RandomStream } from '../../src/random.ts';
import { compareWithGolden } from './compare-with-golden.ts';
import { gymnasiumEpisodes } from './golden-episodes.ts';

describe('cartpole follows Gymnasium', () => {
  // An unstable plant replayed open loop: errors grow tenfold every 28 steps or so.
  for (const episode of gymnasiumEpisodes('cartpole.json')) {
    compareWithGolden('cartpole', episode, { oneStep: 1e-14, rollOut: { error: 1e-9, steps: 150 } });
  }
});

/** Pushes right until the pole falls, and returns the rewards. */
function fall(name: string): number[] {
  const env = makeEnv(name, { size: 1 });
  env.reset([RandomStream.of(1)]);
  const out = stepResult(env);
  const rewards: number[] = [];
  do {
    env.step(Int32Array.of(1), out);
    rewards.push(out.rewards[0]!);
  } while (out.terminated[0] === 0);
  return rewards;
}

test('every step earns 1, the fall included', () => {
  expect(new Set(fall('cartpole'))).toEqual(new Set([1]));
});

test("with Sutton and Barto's reward only the fall counts", () => {
  const rewards = fall('cartpole(sutton_barto_reward=true)');
  expect(rewards.pop()).toBe(-1);
  expect(new Set(rewards)).toEqual(new Set([0]));
});

test('an episode succeeds from 95 % of the time limit on', () => {
  const env = makeEnv('cartpole(max_episode_steps=20)', { size: 1 });
  env.reset([RandomStream.of(1)]);
  const out = stepResult(env);
  const success: number[] = [];
  for (let t = 0; t < 20; t++) {
    env.state.fill(0, 0, 4);
    env.step(Int32Array.of(t % 2), out);
    success.push(out.success[0]!);
  }
  expect(success).toEqual([...Array(18).fill(0), 1, 1]);
  expect(env.spec.rewardThreshold).toBe(19);
});
