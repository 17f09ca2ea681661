import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  benjaminiHochberg,
  cliffsDelta,
  holm,
  mannWhitneyTest,
  probabilityOfImprovement,
  probabilityOfSuperiority,
  requiredSampleSize,
  studentTest,
  welchTest,
} from '../../src/stats/index.ts';

const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });
const samples = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 9 });

describe('holm(pValues) and benjaminiHochberg(pValues)', () => {
  test('are those of the papers', () => {
    const given = [0.01, 0.04, 0.03, 0.005, 0.5];
    const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 12));
    expect(holm(given)).toEqual(close([0.04, 0.09, 0.09, 0.025, 0.5]));
    expect(benjaminiHochberg(given)).toEqual(close([0.025, 0.05, 0.05, 0.025, 0.5]));
    expect(holm([0.8, 0.9])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });

  test('never fall below the p itself, keep the order of the p-values, and Holm is the stricter', () => {
    fc.assert(
      fc.property(pValues, (given) => {
        const [strict, mild] = [holm(given), benjaminiHochberg(given)];
        given.forEach((p, i) => {
          expect(mild[i]).toBeGreaterThanOrEqual(p);
          expect(strict[i]).toBeGreaterThanOrEqual(mild[i]! - 1e-15);
          expect(strict[i]).toBeLessThanOrEqual(1);
          given.forEach((other, j) => {
            if (other < p) return;
            expect(strict[j]).toBeGreaterThanOrEqual(strict[i]!);
            expect(mild[j]).toBeGreaterThanOrEqual(mild[i]!);
          });
        });
      }),
    );
  });

  test('leave a single p as it is, and refuse what is no probability', () => {
    expect(holm([0.03])).toEqual([0.03]);
    expect(benjaminiHochberg([0.03])).toEqual([0.03]);
    expect(() => holm([Number.NaN])).toThrow(RangeError);
    expect(() => benjaminiHochberg([1.1])).toThrow(/in \[0, 1\]/);
  });
});

describe('probability of improvement', () => {
  test('counts pairs, ties half', () => {
    expect(probabilityOfSuperiority([1, 2, 3], [2])).toBe(0.5);
    expect(probabilityOfSuperiority([1, Infinity, Infinity], [Infinity])).toBeCloseTo(1 / 3, 12);
    expect(probabilityOfImprovement([[1], [5, 5]], [[0], [5]])).toBe(0.75);
    expect(probabilityOfSuperiority([], [1])).toBeUndefined();
    expect(probabilityOfImprovement([], [])).toBeUndefined();
    expect(() => probabilityOfImprovement([[1]], [])).toThrow(/1 tasks against 0/);
    expect(() => probabilityOfSuperiority([Number.NaN], [1])).toThrow(/NaN/);
  });

  test("agrees with counting pair by pair, with its mirror image and with Cliff's delta", () => {
    fc.assert(
      fc.property(samples, samples, (x, y) => {
        const wins = x.flatMap((a) => y.map((b) => (Math.sign(a - b) + 1) / 2)).reduce((s, v) => s + v, 0);
        const chance = probabilityOfSuperiority(x, y)!;
        expect(chance).toBe(wins / (x.length * y.length));
        expect(chance + probabilityOfSuperiority(y, x)!).toBeCloseTo(1, 12);
        expect(cliffsDelta(x, y)).toBe(2 * chance - 1);
        expect(mannWhitneyTest(x, y)!.u).toBe(wins);
      }),
    );
  });
});

describe('tests of two samples', () => {
  test('are symmetric, and halves of two sides', () => {
    fc.assert(
      fc.property(samples, samples, (x, y) => {
        for (const method of ['auto', 'asymptotic'] as const) {
          const p = mannWhitneyTest(x, y, { method })!.p;
          expect(mannWhitneyTest(y, x, { method })!.p).toBeCloseTo(p, 12);
        }
        if (x.length < 2 || y.length < 2) return;
        expect(welchTest(y, x)!.p).toBeCloseTo(welchTest(x, y)!.p, 12);
        expect(studentTest(y, x)!.t).toBeCloseTo(-studentTest(x, y)!.t, 12);
      }),
    );
  });

  test('bear samples without any spread', () => {
    expect(welchTest([5, 5, 5], [5, 5])).toEqual({ t: 0, df: 3, p: 1 });
    expect(welchTest([5, 5, 5], [6, 6])).toEqual({ t: Number.NEGATIVE_INFINITY, df: 3, p: 0 });
    expect(mannWhitneyTest([5, 5], [5, 5])!.p).toBe(1);
  });

  test('are undefined of too little', () => {
    expect(welchTest([1], [1, 2])).toBeUndefined();
    expect(studentTest([1, 2], [1])).toBeUndefined();
    expect(mannWhitneyTest([], [1])).toBeUndefined();
  });
});

describe('requiredSampleSize(effectSize)', () => {
  test('is that of the tables for t tests at 0.05 and 80 % power', () => {
    // Cohen 1988, tables 2.4.1: 26 and 64 a group for d = 0.8 and 0.5; one sample of 34 for 0.5.
    expect(requiredSampleSize(0.8)).toBe(26);
    expect(requiredSampleSize(-0.5)).toBe(64);
    expect(requiredSampleSize(0.5, { paired: true })).toBe(34);
  });

  test('grows with what is asked for, and is undefined where there is no effect', () => {
    expect(requiredSampleSize(0.5, { power: 0.9 })).toBeGreaterThan(64);
    expect(requiredSampleSize(0.5, { alpha: 0.01 })).toBeGreaterThan(64);
    expect(requiredSampleSize(0)).toBeUndefined();
    expect(requiredSampleSize(Infinity)).toBe(2);
    expect(() => requiredSampleSize(Number.NaN)).toThrow(RangeError);
    expect(() => requiredSampleSize(1, { power: 1 })).toThrow(/between 0 and 1/);
  });
});
