import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../src/random.ts';
import { bootstrapInterval, iqm, mean, quantile } from '../../src/stats/index.ts';

/** The quantile of the mean over all samples that can be drawn with replacement, each as likely as any other. */
function exactQuantile(values: readonly number[], p: number): number {
  let sums = [0];
  for (let draw = 0; draw < values.length; draw++)
    sums = sums.flatMap((sum) => values.map((value) => sum + value));
  return quantile(sums, p)! / values.length;
}

describe('bootstrapInterval(values, statistic)', () => {
  test('comes near the quantiles of all possible resamples', () => {
    const values = [12, 15.5, 9, 14, 20, 17];
    const [low, high] = bootstrapInterval(values, mean, { resamples: 50_000 })!;
    expect(Math.abs(low - exactQuantile(values, 0.025))).toBeLessThan(0.1);
    expect(Math.abs(high - exactQuantile(values, 0.975))).toBeLessThan(0.1);
    const [low80, high80] = bootstrapInterval(values, mean, { resamples: 50_000, level: 0.8 })!;
    expect(Math.abs(low80 - exactQuantile(values, 0.1))).toBeLessThan(0.1);
    expect(Math.abs(high80 - exactQuantile(values, 0.9))).toBeLessThan(0.1);
  });

  test('is undefined of fewer than three values', () => {
    expect(bootstrapInterval([], mean)).toBeUndefined();
    expect(bootstrapInterval([1, 2], mean)).toBeUndefined();
    expect(bootstrapInterval([1, 2, 3], mean)).toBeDefined();
  });

  test('is the same for the same values in any order', () => {
    const values = [3.1, 1.41, 2.72, 1.62, 0.58, 9.81, 6.67, 1.38];
    const interval = bootstrapInterval(values, iqm);
    expect(bootstrapInterval(values, iqm)).toEqual(interval);
    expect(bootstrapInterval([...values].reverse(), iqm)).toEqual(interval);
    expect(bootstrapInterval(values, iqm, { seed: 1 })).not.toEqual(interval);
  });

  test('has no width where all values agree', () => {
    expect(bootstrapInterval([5, 5, 5, 5], mean)).toEqual([5, 5]);
  });

  test('encloses the mean', () => {
    const samples = fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 3, maxLength: 15 });
    fc.assert(
      fc.property(samples, (values) => {
        const [low, high] = bootstrapInterval(values, mean, { resamples: 500 })!;
        expect(low).toBeLessThanOrEqual(mean(values)! + 1e-9);
        expect(high).toBeGreaterThanOrEqual(mean(values)! - 1e-9);
      }),
      { numRuns: 50 },
    );
  });

  test('holds the true mean about as often as it says', () => {
    const stream = RandomStream.of(1, 'coverage');
    let held = 0;
    for (let repetition = 0; repetition < 300; repetition++) {
      const values = Array.from({ length: 40 }, () => stream.normal());
      const [low, high] = bootstrapInterval(values, mean, { resamples: 400 })!;
      if (low <= 0 && high >= 0) held++;
    }
    expect(held / 300).toBeGreaterThan(0.9);
    expect(held / 300).toBeLessThan(0.98);
  });
});
