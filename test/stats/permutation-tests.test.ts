import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { permutationTest, signFlipTest, signFlipTests } from '../../src/stats/index.ts';

const x = [12, 15.5, 9, 14, 20, 17];
const y = [8, 11, 13.5, 7, 10];
const samples = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 7 });
const few = { draws: 400 };

// Expected values: SciPy 1.17.1, permutation_test with every permutation; two-sided by the size of the difference (SciPy's
// own two-sided p is twice the smaller one-sided one).
describe('permutationTest(x, y)', () => {
  test.each([
    ['two-sided', 0.049783549783549784],
    ['less', 0.9805194805194806],
    ['greater', 0.025974025974025976],
  ] as const)('tries every split: %s', (alternative, p) => {
    expect(permutationTest(x, y, { alternative })).toEqual({ p: expect.closeTo(p, 12), exact: true });
  });

  test('draws splits where there are too many, and comes near the exact p', () => {
    const { p, exact } = permutationTest(x, y, { exactUpTo: 10 })!;
    expect(exact).toBe(false);
    expect(Math.abs(p - 0.049783549783549784)).toBeLessThan(0.006);
    const far = permutationTest([1, 2, 3, 4, 5, 6], [101, 102, 103, 104, 105, 106], {
      exactUpTo: 1,
      draws: 99,
    })!;
    expect(far.p).toBeGreaterThanOrEqual(0.01);
  });

  test('is symmetric, independent of the order, and of scale and origin', () => {
    fc.assert(
      fc.property(samples, samples, fc.boolean(), (a, b, exact) => {
        const options = exact ? {} : { exactUpTo: 0, ...few };
        const { p } = permutationTest(a, b, options)!;
        expect(permutationTest(b, a, options)!.p).toBe(p);
        expect(permutationTest([...a].reverse(), [...b].reverse(), options)!.p).toBe(p);
        const moved = (values: number[]) => values.map((value) => 0.1 * value + 0.7);
        expect(permutationTest(moved(a), moved(b), options)!.p).toBe(p);
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThanOrEqual(1);
      }),
      { numRuns: 60 },
    );
  });

  test('finds nothing in equal values, is undefined of nothing, and refuses what is no number', () => {
    expect(permutationTest([5, 5, 5], [5, 5, 5])!.p).toBe(1);
    expect(permutationTest([], [1])).toBeUndefined();
    expect(() => permutationTest([1, Number.NaN], [1])).toThrow(/NaN/);
    expect(() => permutationTest([1, Number.NEGATIVE_INFINITY], [1])).toThrow(RangeError);
  });
});

describe('signFlipTest(differences)', () => {
  const differences = y.map((value, i) => x[i]! - value);

  test.each([
    ['two-sided', 0.25],
    ['less', 0.9375],
    ['greater', 0.125],
  ] as const)('tries every choice of signs: %s', (alternative, p) => {
    expect(signFlipTest(differences, { alternative })).toEqual({ p, exact: true });
  });

  test('cannot go below 2/2ⁿ', () => {
    expect(signFlipTest([10, 11, 12, 13, 14])!.p).toBe(2 / 32);
    expect(signFlipTest([10, 11, 12, 13, 14, 15])!.p).toBe(2 / 64);
  });

  test('draws signs where there are too many, and comes near the exact p', () => {
    const { p, exact } = signFlipTest([...differences, 3, 4, -1, 6], { exactUpTo: 10 })!;
    expect(exact).toBe(false);
    expect(Math.abs(p - signFlipTest([...differences, 3, 4, -1, 6])!.p)).toBeLessThan(0.01);
  });

  test('counts what going through every choice of signs counts', () => {
    const whole = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(whole, fc.constantFrom('two-sided', 'less', 'greater'), (values, alternative) => {
        const choices = Array.from({ length: 2 ** values.length }, (_, signs) =>
          values.reduce((sum, value, place) => sum + ((signs >> place) & 1 ? value : -value), 0),
        );
        const observed = values.reduce((sum, value) => sum + value, 0);
        const asExtreme = {
          'two-sided': (sum: number) => Math.abs(sum) >= Math.abs(observed),
          less: (sum: number) => sum <= observed,
          greater: (sum: number) => sum >= observed,
        }[alternative];
        const expected = choices.filter(asExtreme).length / choices.length;
        expect(signFlipTest(values, { alternative })).toEqual({ p: expected, exact: true });
      }),
    );
  });

  test('gives each of several samples the p that it has alone', () => {
    const several = [[1, -2, 3, 4], [], [5, 0.5, -0.25, 8], [1, 2, 3], [3, 3, 3, 3, -3]];
    for (const alternative of ['two-sided', 'less', 'greater'] as const) {
      const options = { alternative, exactUpTo: 2 ** 3, draws: 300, seed: 2 };
      const together = signFlipTests(several, options);
      expect(together).toEqual(several.map((differences) => signFlipTest(differences, options)));
      expect(together.map((result) => result?.exact)).toEqual([false, undefined, false, true, false]);
    }
  });

  test('is exact for thirty seeds, where 2³⁰ choices are too many to go through', () => {
    const rising = Array.from({ length: 30 }, (_, index) => index + 1);
    expect(signFlipTest(rising)).toEqual({ p: 2 ** -29, exact: true });
    // One difference of 1 against the rest: only the four choices that leave all others alike are as far out.
    expect(signFlipTest([-1, ...rising.slice(1)])).toEqual({ p: 2 ** -28, exact: true });
  });

  test('is symmetric and independent of the order', () => {
    fc.assert(
      fc.property(samples, fc.boolean(), (values, exact) => {
        const options = exact ? {} : { exactUpTo: 0, ...few };
        const { p } = signFlipTest(values, options)!;
        expect(
          signFlipTest(
            values.map((value) => -value),
            options,
          )!.p,
        ).toBe(p);
        expect(signFlipTest([...values].reverse(), options)!.p).toBe(p);
      }),
      { numRuns: 60 },
    );
  });

  test('finds nothing where nothing differs, and is undefined of nothing', () => {
    expect(signFlipTest([0, 0, 0])!.p).toBe(1);
    expect(signFlipTest([])).toBeUndefined();
    expect(() => signFlipTest([Number.NaN])).toThrow(/NaN/);
  });
});
