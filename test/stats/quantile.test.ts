import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quantile } from '../../src/stats/index.ts';

const samples = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 20 });

describe('quantile(values, p)', () => {
  test('interpolates linearly between order statistics (R-7)', () => {
    const values = [40, 10, 30, 20];
    expect(quantile(values, 0.25)).toBe(17.5);
    expect(quantile(values, 0.5)).toBe(25);
    expect(quantile(values, 0.9)).toBeCloseTo(37, 12);
    expect(quantile([3, 1, 2], 0.5)).toBe(2);
  });

  test('is undefined of nothing and the value itself of one', () => {
    expect(quantile([], 0.5)).toBeUndefined();
    expect(quantile([7], 0.3)).toBe(7);
  });

  test('goes from the least value to the greatest without ever falling', () => {
    fc.assert(
      fc.property(
        samples,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, p, q) => {
          expect(quantile(values, 0)).toBe(Math.min(...values));
          expect(quantile(values, 1)).toBe(Math.max(...values));
          const [low, high] = [Math.min(p, q), Math.max(p, q)];
          expect(quantile(values, low)).toBeLessThanOrEqual(quantile(values, high)! + 1e-9);
        },
      ),
    );
  });

  test('leaves its argument as it was', () => {
    const values = [3, 1, 2];
    quantile(values, 0.5);
    expect(values).toEqual([3, 1, 2]);
  });

  test('bears infinite values', () => {
    expect(quantile([1, 2, Infinity], 0.5)).toBe(2);
    expect(quantile([1, 2, Infinity], 1)).toBe(Infinity);
  });

  test.each([-0.1, 1.1, Number.NaN])('refuses p = %d', (p) => {
    expect(() => quantile([1, 2], p)).toThrow(/in \[0, 1\]/);
  });
});
