import { describe, expect, test } from 'vitest';
import { makeEnv, stepResult } from '../../envs/index.ts';
import { RandomStream } from '../../src/random.ts';
import { compareWithGolden } from './compare-with-golden.ts';
import { gymnasiumEpisodes } from './golden-episodes.ts';

describe('mountain-car follows Gymnasium', () => {
  for (const episode of gymnasiumEpisodes('mountain_car.json')) {
    compareWithGolden('mountain-car', episode, { oneStep: 1e-14, rollOut: { error: 1e-12, steps: 200 } });
  }
});

test.each([
  ['mountain-car', 2],
  ['mountain-car-continuous', 1],
])('%s has arrived only at goal_velocity or faster', (name, fullThrottle) => {
  const arrivesFrom = (velocity: number): number => {
    const env = makeEnv(`${name}(goal_velocity=0.07)`, { size: 1 });
    env.reset([RandomStream.of(1)]);
    env.state.set([0.48, velocity]);
    const out = stepResult(env);
    env.step(Float64Array.of(fullThrottle), out);
    return out.terminated[0]!;
  };
  // From 0.0699 the car ends at its top speed, 0.07.
  expect([arrivesFrom(0.04), arrivesFrom(0.0699)]).toEqual([0, 1]);
});

test('a limit that every car keeps without arriving leaves no threshold', () => {
  const threshold = (steps: number) =>
    makeEnv(`mountain-car(max_episode_steps=${steps})`, { size: 1 }).spec.rewardThreshold;
  expect([threshold(110), threshold(111), threshold(200)]).toEqual([null, -110, -110]);
});
