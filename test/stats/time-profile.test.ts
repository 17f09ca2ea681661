import fc from 'fast-check';
import { expect, test } from 'vitest';
import { profileAt, profileScore, timeRatios } from '../../src/stats/index.ts';

test('timeRatios are times over the fastest, infinite where the result was missed', () => {
  expect(
    timeRatios([
      [10, Infinity, 30],
      [20, Infinity, 10],
    ]),
  ).toEqual([
    [1, Infinity, 3],
    [2, Infinity, 1],
  ]);
  expect(() => timeRatios([[0]])).toThrow('a time to a result is above 0, given 0');
});

test('profileScore is the area under the profile, by the rectangles of a fine grid', () => {
  const ratio = fc.oneof(fc.double({ min: 1, max: 9, noNaN: true }), fc.constant(Infinity));
  fc.assert(
    fc.property(fc.array(ratio, { minLength: 1, maxLength: 8 }), (ratios) => {
      const cells = 3000;
      let area = 0;
      for (let cell = 0; cell < cells; cell++)
        area += profileAt(ratios, 1 + (3 * (cell + 0.5)) / cells)! / cells;
      expect(Math.abs(profileScore(ratios)! - area)).toBeLessThan(1e-3);
    }),
    { numRuns: 30 },
  );
  expect(profileScore([1, 2.5, 7])).toBeCloseTo((1 + 0.5) / 3, 12);
  expect(profileScore([])).toBeUndefined();
  expect(() => profileScore([1], 1)).toThrow('more than that, given 1');
});
