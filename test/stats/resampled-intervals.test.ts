import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../src/random.ts';
import {
  aggregateIntervals,
  aggregateIqm,
  aggregateMean,
  aggregateMedian,
  aggregateOptimalityGap,
  bootstrapInterval,
  jointBootstrapIntervals,
  mean,
  pairedBootstrapInterval,
  pairedBootstrapIntervals,
  stratifiedBootstrapInterval,
  stratifiedBootstrapIntervals,
} from '../../src/stats/index.ts';

const skewed = [1, 1.2, 1.5, 1.7, 2, 2.2, 3, 4.5, 9, 14];
const other = [12, 15.5, 9, 14, 20, 17];
const many = { resamples: 50_000 };

function meanDifference([x, y]: readonly (readonly number[])[]): number {
  return mean(x!)! - mean(y!)!;
}

function expectNear(actual: readonly number[] | undefined, expected: readonly number[], tolerance: number) {
  expect(Math.abs(actual![0]! - expected[0]!)).toBeLessThan(tolerance);
  expect(Math.abs(actual![1]! - expected[1]!)).toBeLessThan(tolerance);
}

describe('bias-corrected and accelerated intervals', () => {
  // Expected values: SciPy 1.17.1, bootstrap(method='BCa') with 200,000 resamples.
  test('are those of SciPy for one sample and for the difference of two', () => {
    expectNear(bootstrapInterval(skewed, mean, { method: 'bca', ...many }), [2.16, 7.74], 0.08);
    expectNear(bootstrapInterval(other, mean, { method: 'bca', ...many }), [11.67, 17.25], 0.08);
    expectNear(
      stratifiedBootstrapInterval([skewed, other], meanDifference, { method: 'bca', ...many }),
      [-13.932, -6.297],
      0.08,
    );
  });

  test('are percentile intervals where nothing is skewed', () => {
    const symmetric = [-7, -5, -4, -2, -1, 0, 1, 2, 4, 5, 7];
    const percentile = bootstrapInterval(symmetric, mean, many)!;
    expectNear(bootstrapInterval(symmetric, mean, { method: 'bca', ...many }), percentile, 0.1);
  });

  test('have no width where all values agree', () => {
    expect(bootstrapInterval([5, 5, 5], mean, { method: 'bca' })).toEqual([5, 5]);
  });
});

describe('stratifiedBootstrapInterval(samples, statistic)', () => {
  const scores = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 3, maxLength: 8 });

  test('does not depend on the order of the scores of a task', () => {
    fc.assert(
      fc.property(fc.array(scores, { minLength: 1, maxLength: 4 }), (tasks) => {
        const interval = stratifiedBootstrapInterval(tasks, aggregateIqm, { resamples: 50 });
        const reversed = tasks.map((runs) => [...runs].reverse());
        expect(stratifiedBootstrapInterval(reversed, aggregateIqm, { resamples: 50 })).toEqual(interval);
      }),
      { numRuns: 40 },
    );
  });

  test('draws every task from its own runs', () => {
    const tasks = [
      [0, 0, 0],
      [9, 9, 9, 9],
    ];
    expect(stratifiedBootstrapInterval(tasks, (drawn) => mean(drawn[1]!)! - mean(drawn[0]!)!)).toEqual([
      9, 9,
    ]);
  });

  test('is undefined without tasks or with fewer than three runs of one', () => {
    expect(stratifiedBootstrapInterval([], aggregateIqm)).toBeUndefined();
    expect(
      stratifiedBootstrapInterval(
        [
          [1, 2, 3],
          [1, 2],
        ],
        aggregateIqm,
      ),
    ).toBeUndefined();
  });

  test('refuses NaN and impossible levels', () => {
    expect(() => stratifiedBootstrapInterval([[1, 2, Number.NaN]], aggregateIqm)).toThrow(
      /value 2 of 3 is NaN/,
    );
    expect(() => bootstrapInterval([1, 2, 3], mean, { level: 95 })).toThrow(/level of an interval/);
  });
});

describe('pairedBootstrapInterval(x, y, statistic)', () => {
  const x = [10, 20, 30, 40, 50];
  const difference = (a: readonly number[], b: readonly number[]) => mean(a)! - mean(b)!;

  test('lets what pairs have in common cancel', () => {
    const y = x.map((value) => value - 3);
    const interval = pairedBootstrapInterval(x, y, difference)!;
    expectNear(interval, [3, 3], 1e-12);
    const [low, high] = stratifiedBootstrapInterval([x, y], meanDifference)!;
    expect(high - low).toBeGreaterThan(10);
  });

  test('does not depend on the order of the pairs', () => {
    const y = [12, 14, 33, 38, 41];
    expect(pairedBootstrapInterval([...x].reverse(), [...y].reverse(), difference)).toEqual(
      pairedBootstrapInterval(x, y, difference),
    );
  });

  test('needs three pairs, and as many of one as of the other', () => {
    expect(pairedBootstrapInterval([1, 2], [1, 2], difference)).toBeUndefined();
    expect(() => pairedBootstrapInterval([1, 2, 3], [1, 2], difference)).toThrow(
      /3 values cannot pair with 2/,
    );
    expect(() => pairedBootstrapInterval([1, 2, 3], [1, 2, Number.NaN], difference)).toThrow(/NaN/);
  });
});

describe('several intervals at once', () => {
  const options = { resamples: 60, seed: 5 };
  const scores = (runs: readonly number[], seed: number): number[][] => {
    const stream = RandomStream.of(seed, 'test');
    // Few different values, so that scores tie; the second task has 0 and -0.
    return runs.map((count, task) =>
      Array.from({ length: count }, () => (task === 1 ? -0 : 0.3) * (stream.integer(5) - 1)),
    );
  };
  // Two have equally many runs of each task, one has others, one has too few.
  const algorithms = [scores([5, 8], 1), scores([4, 8], 2), scores([5, 8], 3), scores([2, 8], 4)];

  for (const method of ['percentile', 'bca'] as const) {
    test(`have the digits that each has alone, ${method}`, () => {
      const cases = algorithms.map((samples) => ({ samples, statistic: aggregateMedian }));
      expect(stratifiedBootstrapIntervals(cases, { ...options, method })).toEqual(
        algorithms.map((samples) =>
          stratifiedBootstrapInterval(samples, aggregateMedian, { ...options, method }),
        ),
      );
      const ratio = (x: readonly number[], y: readonly number[]) => mean(x)! / (1 + mean(y)! ** 2);
      const pairs = algorithms.map(([x]) => ({
        x: x!,
        y: x!.map((value) => 2 - value ** 2),
        statistic: ratio,
      }));
      expect(pairedBootstrapIntervals(pairs, { ...options, method })).toEqual(
        pairs.map(({ x, y }) => pairedBootstrapInterval(x, y, ratio, { ...options, method })),
      );
    });

    test(`of aggregates are those of each aggregate, ${method}`, () => {
      const alone = (samples: readonly number[][], of: typeof aggregateIqm) =>
        stratifiedBootstrapInterval(samples, of, { ...options, method });
      expect(aggregateIntervals(algorithms, { ...options, method })).toEqual(
        algorithms.map((samples) => ({
          iqm: alone(samples, aggregateIqm),
          mean: alone(samples, aggregateMean),
          median: alone(samples, aggregateMedian),
          optimalityGap: alone(samples, (tasks) => aggregateOptimalityGap(tasks)),
        })),
      );
    });
  }

  test('of several statistics of the same samples are those of each', () => {
    const samples = algorithms[0]!;
    for (const method of ['percentile', 'bca'] as const) {
      const of = [aggregateMean, aggregateMedian, aggregateIqm];
      const together = jointBootstrapIntervals(samples, (drawn) => of.map((statistic) => statistic(drawn)!), {
        ...options,
        method,
      });
      expect(together).toEqual(
        of.map((statistic) => stratifiedBootstrapInterval(samples, statistic, { ...options, method })),
      );
    }
    expect(jointBootstrapIntervals(algorithms[3]!, () => [1], options)).toBeUndefined();
  });

  test('are undefined without tasks, refuse NaN, and know infinities', () => {
    const none = { iqm: undefined, mean: undefined, median: undefined, optimalityGap: undefined };
    expect(aggregateIntervals([[], [[1, 2]]])).toEqual([none, none]);
    expect(aggregateIntervals([])).toEqual([]);
    expect(() => aggregateIntervals([[[1, Number.NaN, 2]]])).toThrow(RangeError);
    const endless = [[Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]];
    const alone = stratifiedBootstrapInterval(endless, aggregateIqm, options);
    expect(aggregateIntervals([endless], options)[0]).toMatchObject({ iqm: alone, optimalityGap: [0, 0] });
  });
});
