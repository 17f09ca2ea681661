import fc from 'fast-check';
import { expect, test } from 'vitest';
import { permutationsOfPeriods, settingsOfPeriods } from '../../../envs/switching/periods.ts';

const values = { gravity: [5, 20, 9.8], length: [1, 2] };

test('the first period has nothing of its own, and each switch brings the next value of every list', () => {
  const of = settingsOfPeriods({ values, order: 'cycle', seed: 0 });
  expect([0, 1, 2, 3, 4].map(of)).toEqual([
    {},
    { gravity: 5, length: 1 },
    { gravity: 20, length: 2 },
    { gravity: 9.8, length: 1 },
    { gravity: 5, length: 2 },
  ]);
});

test('drawn values follow from seed and period, whoever asks first, and change with every switch', () => {
  fc.assert(
    fc.property(fc.nat(), fc.array(fc.nat({ max: 60 }), { minLength: 1, maxLength: 5 }), (seed, periods) => {
      const fresh = () => settingsOfPeriods({ values, order: 'random', seed });
      const of = fresh();
      const all = Array.from({ length: 61 }, (_, period) => of(period));
      const asked = fresh();
      for (const period of periods) expect(asked(period)).toEqual(all[period]);
      for (let period = 2; period < all.length; period++) {
        expect(values.gravity).toContain(all[period]!.gravity);
        expect(all[period]!.gravity).not.toBe(all[period - 1]!.gravity);
      }
    }),
    { numRuns: 20 },
  );
  const drawn = Array.from({ length: 600 }, (_, period) =>
    settingsOfPeriods({ values, order: 'random', seed: 1 })(period),
  );
  for (const value of values.gravity) {
    // A third of 599, give or take five standard deviations of an independent draw.
    const times = drawn.filter(({ gravity }) => gravity === value).length;
    expect(Math.abs(times - 599 / 3)).toBeLessThan(5 * Math.sqrt((599 * 2) / 9));
  }
});

test('permutations are permutations, of all numbers, and other than the one before', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 12 }), fc.nat(), (length, seed) => {
      const of = permutationsOfPeriods(length, seed);
      expect(of(0)).toBeUndefined();
      let before = Int32Array.from({ length }, (_, index) => index);
      for (let period = 1; period < 30; period++) {
        const order = of(period)!;
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length }, (_, index) => index));
        expect(order).not.toEqual(before);
        before = Int32Array.from(order);
      }
      expect(permutationsOfPeriods(length, seed)(7)).toEqual(of(7));
    }),
    { numRuns: 50 },
  );
  const [one, other] = [permutationsOfPeriods(8, 1), permutationsOfPeriods(8, 2)];
  expect([1, 2, 3].map(one)).not.toEqual([1, 2, 3].map(other));
});
