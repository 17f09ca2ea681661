import { describe, expect, test } from 'vitest';
import { makeEnv, stepResult } from '../../envs/index.ts';
import { RandomStream } from '../../src/random.ts';
import { compareWithGolden } from './compare-with-golden.ts';
import { asEpisode, type GymnasiumEpisode, readGolden } from './golden-episodes.ts';

const { games } = readGolden<{ games: Record<string, GymnasiumEpisode[]> }>('bsuite.json');

describe.each(Object.entries(games))("%s follows bsuite's", (name, episodes) => {
  for (const episode of episodes) {
    // The swing-up is unstable where the pole is up: errors grow on the way.
    compareWithGolden(name, asEpisode(episode), { oneStep: 1e-14, rollOut: { error: 1e-9, steps: 150 } });
  }
});

/** Pulls each arm once. */
function pulls(name: string, arms: number): { rewards: number[]; successes: number[] } {
  const env = makeEnv(name, { size: arms });
  env.reset(Array.from({ length: arms }, (_, copy) => RandomStream.of(copy)));
  const out = stepResult(env);
  env.step(
    Int32Array.from({ length: arms }, (_, arm) => arm),
    out,
  );
  expect([...out.terminated]).toEqual(Array(arms).fill(1));
  return { rewards: [...out.rewards], successes: [...out.success] };
}

test('the arms of a bandit are rewarded by a permutation of evenly spaced numbers, times the scale', () => {
  const { rewards, successes } = pulls('bandit(scale=30)', 11);
  const sorted = rewards.toSorted((a, b) => a - b);
  for (const [place, reward] of sorted.entries()) expect(reward).toBeCloseTo(3 * place, 12);
  expect(rewards).not.toEqual(sorted);
  expect(successes.indexOf(1)).toBe(rewards.indexOf(Math.max(...rewards)));
  expect(pulls('bandit(scale=30,mapping_seed=1)', 11).rewards).not.toEqual(rewards);
});

test('which action goes right in deep-sea differs from place to place, and one way reaches the treasure', () => {
  const env = makeEnv('deep-sea(size=6)', { size: 64 });
  env.reset(Array.from({ length: 64 }, (_, copy) => RandomStream.of(copy)));
  const out = stepResult(env);
  const returns = new Float64Array(64);
  for (let row = 0; row < 6; row++) {
    // Copy k goes the way whose action in this row is the row-th bit of k.
    env.step(
      Int32Array.from({ length: 64 }, (_, copy) => (copy >> row) & 1),
      out,
    );
    for (const [copy, reward] of out.rewards.entries()) returns[copy]! += reward;
  }
  const best = returns.indexOf(Math.max(...returns));
  expect(returns[best]).toBeCloseTo(0.99, 12);
  expect([...out.success].filter((each) => each === 1)).toHaveLength(1);
  expect(out.success[best]).toBe(1);
  expect([0, 63]).not.toContain(best);
});
