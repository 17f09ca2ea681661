import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeEnv, stepResult } from '../../envs/index.ts';
import { RandomStream } from '../../src/random.ts';
import { compareWithGolden } from './compare-with-golden.ts';
import { gymnasiumEpisodes } from './golden-episodes.ts';

describe('pendulum follows Gymnasium', () => {
  for (const episode of gymnasiumEpisodes('pendulum.json')) {
    // Under numpy 2 float32 torques drag part of the reference's arithmetic down to float32.
    const exact = episode.numpySemantics === '1.x';
    compareWithGolden(
      'pendulum',
      episode,
      exact ? { oneStep: 1e-14, rollOut: { error: 1e-9, steps: 200 } } : { oneStep: 5e-8 },
    );
  }
});

test('whole turns change neither the cost nor what is seen', () => {
  const look = (theta: number): number[] => {
    const env = makeEnv('pendulum', { size: 1 });
    env.reset([RandomStream.of(1)]);
    env.state.set([theta, 0.3]);
    const out = stepResult(env);
    env.step(Float64Array.of(0.5), out);
    return [out.rewards[0]!, ...out.finalObservations];
  };
  fc.assert(
    fc.property(
      fc.double({ min: -3, max: 3, noNaN: true }),
      fc.integer({ min: -50, max: 50 }),
      (theta, turns) => {
        const here = look(theta);
        const there = look(theta + turns * 2 * Math.PI);
        for (const [i, x] of there.entries()) expect(x).toBeCloseTo(here[i]!, 6);
      },
    ),
  );
});
