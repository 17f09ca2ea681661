import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { logTicks, scaleOptions } from '../../../../src/report/figures/drawing/axes.ts';

const linear = { label: 'x' };
const logarithmic = { label: 'y', scale: 'log' } as const;

describe('the span of an axis', () => {
  test.each([
    [[], [0, 1]],
    [[3], [2, 4]],
    [
      [0, 0],
      [0, 1],
    ],
    [
      [-2, 5],
      [-2, 5],
    ],
    [
      [0.1, 0.1 + 2e-17],
      [-0.9, 1.1],
    ],
  ])('of %j is %j', (values, domain) => {
    expect(scaleOptions(linear, values).domain).toEqual(domain);
  });

  test('begins at zero where it is told to', () => {
    expect(scaleOptions({ ...linear, fromZero: true }, [3, 7]).domain).toEqual([0, 7]);
  });

  test('is never of no width, and holds its values between round numbers where it is logarithmic', () => {
    const positive = fc.double({ min: 1e-30, max: 1e30, noNaN: true });
    fc.assert(
      fc.property(fc.array(positive, { minLength: 1 }), (values) => {
        const [low, high] = scaleOptions(logarithmic, values).domain;
        expect(low).toBeLessThan(high);
        expect(low).toBeLessThanOrEqual(Math.min(...values));
        expect(high).toBeGreaterThanOrEqual(Math.max(...values));
      }),
    );
  });
});

describe('the ticks of a logarithmic axis', () => {
  test.each([
    [0.01, 10, [0.01, 0.1, 1, 10]],
    [0.2, 5, [0.2, 0.5, 1, 2, 5]],
    [1e-12, 1e12, [1e-12, 1e-8, 1e-4, 1, 1e4, 1e8, 1e12]],
  ])('from %d to %d are %j', (low, high, ticks) => {
    const close = logTicks(low, high).map((tick) => Number(tick.toPrecision(6)));
    expect(close).toEqual(ticks);
  });

  test('are few, and there is always one', () => {
    const exponent = fc.integer({ min: -30, max: 29 });
    fc.assert(
      fc.property(exponent, fc.integer({ min: 1, max: 60 }), (from, decades) => {
        const ticks = logTicks(10 ** from, 10 ** (from + decades));
        expect(ticks.length).toBeGreaterThan(0);
        expect(ticks.length).toBeLessThanOrEqual(8);
      }),
    );
  });
});
