import { expect, test } from 'vitest';
import { spearman } from '../../src/stats/index.ts';

test('without ties it is 1 − 6 Σd² / (n(n² − 1))', () => {
  // Ranks 1 2 3 4 5 beside 2 1 4 3 5: Σd² = 4.
  expect(spearman([1, 20, 300, 4e3, 5e4], [-2, -3, 7, 0, 100])).toBeCloseTo(1 - 24 / 120, 14);
});

test('equal values share the mean of their ranks', () => {
  // Ranks 1 2.5 2.5 4 beside 1 2 3 4: 4.5 / √(4.5 · 5).
  expect(spearman([0, 1, 1, 2], [5, 6, 7, 8])).toBeCloseTo(4.5 / Math.sqrt(22.5), 14);
});

test('lies within −1 and 1, whatever the values', () => {
  const values = Array.from({ length: 7 }, (_, i) => Math.exp(i));
  expect(spearman(values, values)).toBe(1);
  expect(spearman(values, values.toReversed())).toBe(-1);
  expect(spearman([1, Number.POSITIVE_INFINITY], [3, 4])).toBe(1);
});

test('is undefined of too few and of what never varies, and refuses NaN', () => {
  expect(spearman([], [])).toBeUndefined();
  expect(spearman([1], [2])).toBeUndefined();
  expect(spearman([1, 1, 1], [1, 2, 3])).toBeUndefined();
  expect(() => spearman([1, Number.NaN], [1, 2])).toThrow('NaN');
});
