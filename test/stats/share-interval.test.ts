import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../src/random.ts';
import {
  type Interval,
  mean,
  shareDifferenceInterval,
  shareInterval,
  studentQuantile,
  wilsonInterval,
} from '../../src/stats/index.ts';

/** So many runs, of which the first succeed always and the others never. */
function runs(successes: number, all: number): number[] {
  return Array.from({ length: all }, (_, run) => Number(run < successes));
}

const rounded = (interval: Interval | undefined) => interval!.map((bound) => Number(bound.toFixed(4)));

describe('wilsonInterval(share, trials)', () => {
  // Newcombe 1998, Statistics in Medicine 17, 857–872, table I, method 3.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('%d of %d', (successes, trials, low, high) => {
    expect(rounded(wilsonInterval(successes / trials, trials))).toEqual([low, high]);
  });

  test('of 30 in 30 reaches down to n/(n + z²)', () => {
    const [low, high] = wilsonInterval(1, 30);
    expect(low).toBeCloseTo(30 / (30 + 1.959963984540054 ** 2), 12);
    expect(high).toBe(1);
  });

  test('holds the share, lies in [0, 1], and is its own mirror image', () => {
    const level = fc.double({ min: 0.5, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(fc.nat(500), fc.integer({ min: 1, max: 500 }), level, (given, trials, sure) => {
        const share = Math.min(given, trials) / trials;
        const [low, high] = wilsonInterval(share, trials, sure);
        expect(0 <= low && low <= share && share <= high && high <= 1 && low < high).toBe(true);
        const mirrored = wilsonInterval(1 - share, trials, sure);
        expect(mirrored[0]).toBeCloseTo(1 - high, 12);
        expect(mirrored[1]).toBeCloseTo(1 - low, 12);
      }),
    );
  });

  test('refuses what is no share of trials', () => {
    expect(() => wilsonInterval(1.1, 3)).toThrow('a share is in [0, 1], given 1.1');
    expect(() => wilsonInterval(0.5, 0)).toThrow('a share needs trials, given 0');
  });
});

describe('shareInterval(shares)', () => {
  test('is that of Wilson where a seed succeeds always or never', () => {
    expect(shareInterval(runs(30, 30))).toEqual(wilsonInterval(1, 30));
    expect(shareInterval(runs(0, 12))).toEqual(wilsonInterval(0, 12));
    expect(shareInterval(runs(7, 10))).toEqual(wilsonInterval(mean(runs(7, 10))!, 10));
  });

  test('is narrower where seeds agree than where each succeeds always or never', () => {
    const [low, high] = shareInterval([0.6, 0.7, 0.65, 0.75, 0.8, 0.7, 0.7, 0.7, 0.65, 0.75])!;
    // The mean of ten with their scatter of 0.0577: about a t interval.
    expect(low).toBeCloseTo(0.7 - (2.262 * 0.0577) / Math.sqrt(10), 2);
    expect(high).toBeCloseTo(0.7 + (2.262 * 0.0577) / Math.sqrt(10), 2);
  });

  test('is undefined of fewer than three, and refuses what is no share', () => {
    expect(shareInterval([1, 1])).toBeUndefined();
    expect(() => shareInterval([0.5, 2, 0.5])).toThrow('a share is in [0, 1], given 2');
  });

  /** How often the interval holds the true mean, of seeds whose chance of success is drawn and that play ten episodes. */
  function coverage(seeds: number, chance: (stream: RandomStream) => number, truth: number): number {
    const stream = RandomStream.of(1, 'coverage');
    const repetitions = 4000;
    let held = 0;
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const shares = Array.from({ length: seeds }, () => {
        const own = chance(stream);
        let successes = 0;
        for (let episode = 0; episode < 10; episode++) successes += Number(stream.uniform() < own);
        return successes / 10;
      });
      const [low, high] = shareInterval(shares)!;
      held += Number(low <= truth && truth <= high);
    }
    return held / repetitions;
  }

  // Seeds that differ little, evenly, or that learn wholly or not at all. Of ten that do, few means are possible, and the
  // interval is a little too wide.
  const kinds: readonly [string, (stream: RandomStream) => number, number, number][] = [
    ['alike', () => 0.7, 0.7, 0.97],
    ['spread evenly', (stream) => stream.uniform(), 0.5, 0.97],
    ['skewed', (stream) => 1 - stream.uniform() ** 3, 0.75, 0.97],
    ['bimodal', (stream) => (stream.uniform() < 0.6 ? 0.95 : 0.05), 0.59, 0.98],
  ];
  test.each(kinds.flatMap((kind) => [10, 30].map((seeds) => [seeds, ...kind] as const)))(
    'of %d seeds that are %s holds the truth 93 to 97 times in 100',
    (seeds, _, chance, truth, most) => {
      const held = coverage(seeds, chance, truth);
      expect(held).toBeGreaterThan(0.93);
      expect(held).toBeLessThan(most);
    },
  );
});

describe('shareDifferenceInterval(x, y)', () => {
  // Newcombe 1998, Statistics in Medicine 17, 873–890, table II, method 10.
  test.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
  ])('%d of %d less %d of %d', (a, m, b, n, low, high) => {
    expect(rounded(shareDifferenceInterval(runs(a, m), runs(b, n), false))).toEqual([low, high]);
  });

  test('has a width where both succeed always, and is narrower for seeds that do alike', () => {
    const [low, high] = shareDifferenceInterval(runs(10, 10), runs(10, 10), true)!;
    expect(low).toBeCloseTo(-high, 12);
    expect(high).toBeGreaterThan(0.2);
    const [paired, apart] = [true, false].map((is) => shareDifferenceInterval(runs(5, 10), runs(4, 10), is)!);
    expect(paired![1] - paired![0]).toBeLessThan(apart![1] - apart![0]);
    expect(() => shareDifferenceInterval(runs(1, 4), runs(1, 5), true)).toThrow(
      '4 shares cannot pair with 5',
    );
  });
});

// Expected values: closed forms for 1 and 2 degrees of freedom; tables of Student's distribution.
test.each([
  [0.975, 1, Math.tan(Math.PI * 0.475), 1e-9],
  [0.9, 2, 0.8 * Math.sqrt(2 / (1 - 0.64)), 1e-9],
  [0.975, 9, 2.262157, 1e-6],
  [0.025, 29, -2.04523, 1e-5],
  [0.5, 4, 0, 0],
])('studentQuantile(%d, %d)', (p, df, expected, tolerance) => {
  expect(Math.abs(studentQuantile(p, df) - expected)).toBeLessThanOrEqual(tolerance);
});
