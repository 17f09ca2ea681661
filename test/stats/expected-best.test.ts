import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expectedBest, expectedOfChosen, mean } from '../../src/stats/index.ts';

/** The mean of a choice over all ways of drawing k of the settings with replacement; of equals each is chosen as often. */
function byEnumeration(chosenBy: readonly number[], judgedBy: readonly number[], k: number): number {
  let ways: number[][] = [[]];
  for (let draw = 0; draw < k; draw++) ways = ways.flatMap((way) => chosenBy.map((_, i) => [...way, i]));
  return mean(
    ways.map((way) => {
      const best = Math.max(...way.map((i) => chosenBy[i]!));
      return mean(chosenBy.flatMap((value, i) => (value === best ? [judgedBy[i]!] : [])))!;
    }),
  )!;
}

describe('expectedBest(values, k)', () => {
  test('of one trial is the mean, and of two is known', () => {
    expect(expectedBest([3, 1, 2], 1)).toBeCloseTo(2, 12);
    // Of nine draws of two: 1 once, 2 three times, 3 five times.
    expect(expectedBest([3, 1, 2], 2)).toBeCloseTo((1 + 3 * 2 + 5 * 3) / 9, 12);
    expect(expectedBest([], 1)).toBeUndefined();
  });

  test('is the mean over all draws, ties and other judges included', () => {
    const values = fc.integer({ min: -3, max: 3 });
    const pairs = fc.array(fc.tuple(values, values), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(pairs, fc.integer({ min: 1, max: 4 }), (drawn, k) => {
        const [chosenBy, judgedBy] = [drawn.map(([x]) => x), drawn.map(([, y]) => y)];
        expect(expectedOfChosen(chosenBy, judgedBy, k)).toBeCloseTo(byEnumeration(chosenBy, judgedBy, k), 9);
        expect(expectedBest(chosenBy, k)).toBeCloseTo(byEnumeration(chosenBy, chosenBy, k), 9);
      }),
      { numRuns: 50 },
    );
  });

  test('never falls with more trials, and never exceeds the best', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -99, max: 99 }), { minLength: 1, maxLength: 30 }), (values) => {
        const curve = values.map((_, index) => expectedBest(values, index + 1)!);
        curve.forEach((value, index) => {
          expect(value).toBeGreaterThanOrEqual((curve[index - 1] ?? Math.min(...values)) - 1e-9);
        });
        expect(curve.at(-1)).toBeLessThanOrEqual(Math.max(...values) + 1e-9);
      }),
    );
  });

  test('refuses NaN, parts of trials, and judges of something else', () => {
    expect(() => expectedBest([1, Number.NaN], 1)).toThrow('value 1 of 2 is NaN');
    expect(() => expectedBest([1, 2], 1.5)).toThrow('whole numbers from 1 on, given 1.5');
    expect(() => expectedOfChosen([1, 2], [1], 1)).toThrow('2 numbers cannot choose among 1');
  });
});
