import { describe, expect, test } from 'vitest';
import { average, iqm, mean, median, optimalityGap, standardDeviation } from '../../src/stats/index.ts';

describe('standardDeviation(values)', () => {
  test('has n - 1 in the denominator', () => {
    expect(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(Math.sqrt(32 / 7), 12);
  });

  test('is undefined of fewer than two values', () => {
    expect(standardDeviation([])).toBeUndefined();
    expect(standardDeviation([3])).toBeUndefined();
  });

  test('does not lose small spreads of large numbers', () => {
    expect(standardDeviation([1e9, 1e9 + 1, 1e9 + 2])).toBeCloseTo(1, 9);
  });
});

describe('mean(values)', () => {
  test('takes any array of numbers and is undefined of nothing', () => {
    expect(mean([1, 2, 6])).toBe(3);
    expect(mean(Float32Array.of(1, 2))).toBe(1.5);
    expect(mean([])).toBeUndefined();
  });
});

describe('NaN', () => {
  test.each([mean, median, iqm, standardDeviation, optimalityGap])('is refused by %o', (statistic) => {
    expect(() => statistic([1, Number.NaN, 3])).toThrow(/value 1 of 3 is NaN/);
  });

  test('passes through average, which serves measurements', () => {
    expect(average([1, Number.NaN])).toBeNaN();
    expect(average([])).toBeUndefined();
  });
});
