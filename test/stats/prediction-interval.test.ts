import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../src/random.ts';
import { bootstrapInterval, mean, predictionInterval, standardDeviation } from '../../src/stats/index.ts';

const values = [3.1, 1.41, 2.72, 1.62, 0.58, 9.81, 6.67, 1.38];

describe('predictionInterval(values, size, statistic)', () => {
  test('is as wide as the scatter of further values and of the known ones together', () => {
    // Of normal values the mean of 5 further ones lies within 1.96 · σ · √(1/5 + 1/n) of the mean of n.
    const stream = RandomStream.of(7, 'test');
    const known = Array.from({ length: 400 }, () => stream.normal());
    const [low, high] = predictionInterval(known, 5, mean)!;
    const expected = 2 * 1.96 * standardDeviation(known)! * Math.sqrt(1 / 5 + 1 / known.length);
    expect((high - low) / expected).toBeCloseTo(1, 1);
  });

  test('shrinks to the bootstrap interval as the further values become many', () => {
    const [low, high] = bootstrapInterval(values, mean)!;
    const width = (size: number) => {
      const [from, to] = predictionInterval(values, size, mean)!;
      return (to - from) / (high - low);
    };
    expect(width(values.length)).toBeCloseTo(Math.SQRT2, 0);
    expect(width(2000)).toBeCloseTo(1, 1);
  });

  test('is the same for the same values in any order', () => {
    const interval = predictionInterval(values, 5, mean);
    expect(predictionInterval(values, 5, mean)).toEqual(interval);
    expect(predictionInterval(values.toReversed(), 5, mean)).toEqual(interval);
    expect(predictionInterval(values, 5, mean, { seed: 1 })).not.toEqual(interval);
  });

  test('has no width where all values agree, and is undefined of fewer than three', () => {
    expect(predictionInterval([5, 5, 5], 2, mean)).toEqual([5, 5]);
    expect(predictionInterval([1, 2], 5, mean)).toBeUndefined();
  });
});
