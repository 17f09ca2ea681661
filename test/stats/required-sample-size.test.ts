import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { detectableEffectSize, requiredSampleSize } from '../../src/stats/index.ts';

const options = fc.record({
  alpha: fc.constantFrom(0.05, 0.01, 0.05 / 280),
  power: fc.constantFrom(0.5, 0.8, 0.95),
  paired: fc.boolean(),
});

describe('detectableEffectSize(runs)', () => {
  test('is the smallest that so many runs are enough for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 12, max: 1000 }), options, (runs, given) => {
        const effect = detectableEffectSize(runs, given)!;
        expect(requiredSampleSize(effect * 1.000001, given)).toBeLessThanOrEqual(runs);
        expect(requiredSampleSize(effect * 0.99, given)!).toBeGreaterThanOrEqual(runs);
      }),
    );
  });

  test('does not exist of too few runs', () => {
    expect(detectableEffectSize(7, { alpha: 0.05 / 280, paired: true })).toBeUndefined();
  });
});
