import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { iqm, mean } from '../../src/stats/index.ts';

describe('iqm(values)', () => {
  test('drops a quarter of the values from each end, rounded down', () => {
    expect(iqm([1000, 1, 2, -1000])).toBe(1.5);
    expect(iqm([5, 1, 1000])).toBe((1 + 5 + 1000) / 3);
    expect(iqm([0, 1, 2, 3, 4, 5, 6, 700])).toBe((2 + 3 + 4 + 5) / 4);
    expect(iqm([0, 1, 2, 3, 4, 5, 700])).toBe((1 + 2 + 3 + 4 + 5) / 5);
  });

  test('sorts by value, not as text', () => {
    expect(iqm([9, 10, -1, 100])).toBe(9.5);
  });

  test('is undefined of nothing', () => {
    expect(iqm([])).toBeUndefined();
  });

  test('does not depend on the order and lies between the extremes', () => {
    const samples = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(samples, (values) => {
        const value = iqm(values)!;
        expect(iqm([...values].reverse())).toBe(value);
        expect(value).toBeGreaterThanOrEqual(Math.min(...values));
        expect(value).toBeLessThanOrEqual(Math.max(...values));
        if (values.length < 4) expect(value).toBeCloseTo(mean(values)!, 10);
      }),
    );
  });
});
