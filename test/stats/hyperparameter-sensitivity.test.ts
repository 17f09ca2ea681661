import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  crossTaskChoice,
  effectiveDimension,
  goodRange,
  hyperparameterSensitivity,
  percentileNormalized,
  percentileScale,
} from '../../src/stats/index.ts';

describe('hyperparameterSensitivity(gammas)', () => {
  test('is the mean of the best less the best of the means', () => {
    const found = hyperparameterSensitivity([
      [1, 0.2],
      [0.4, 0.6],
      [0, 1],
    ])!;
    expect(found.tuned).toBeCloseTo(1, 12);
    expect(found.fixed).toBeCloseTo(0.6, 12);
    expect(found.sensitivity).toBeCloseTo(0.4, 12);
    expect(found.setting).toBe(0);
    expect(hyperparameterSensitivity([])).toBeUndefined();
    expect(() => hyperparameterSensitivity([[1, 2], [1]])).toThrow('a score on each of 2 tasks');
  });

  test('is never below 0, and is 0 of one setting or of one task', () => {
    const row = (tasks: number) =>
      fc.array(fc.integer({ min: -9, max: 9 }), { minLength: tasks, maxLength: tasks });
    const matrix = fc
      .integer({ min: 1, max: 4 })
      .chain((tasks) => fc.array(row(tasks), { minLength: 1, maxLength: 6 }));
    fc.assert(
      fc.property(matrix, (gammas) => {
        const { sensitivity, tuned, fixed } = hyperparameterSensitivity(gammas)!;
        expect(sensitivity).toBeGreaterThanOrEqual(0);
        expect(tuned).toBeGreaterThanOrEqual(fixed - 1e-12);
        if (gammas.length === 1 || gammas[0]!.length === 1) expect(sensitivity).toBeCloseTo(0, 12);
      }),
    );
  });
});

test('percentileNormalized puts the 5th percentile at 0 and the 95th at 1', () => {
  const scale = percentileScale(Array.from({ length: 101 }, (_, index) => index));
  expect([5, 50, 95, 100].map((score) => percentileNormalized(score, scale))).toEqual([0, 0.5, 1, 95 / 90]);
  expect(percentileNormalized(3, percentileScale([3, 3]))).toBe(0);
});

describe('effectiveDimension(settings, gammas)', () => {
  const grid = ['0.1', '0.2'].flatMap((lr) => ['0.8', '0.9'].map((beta) => ({ lr, beta })));

  test('is the number of settings that must follow the task', () => {
    // Only the rate matters: 0.1 on the first task, 0.2 on the second.
    expect(
      effectiveDimension(grid, [
        [1, 0],
        [1, 0],
        [0, 1],
        [0, 1],
      ]),
    ).toBe(1);
    // One setting is best everywhere.
    expect(
      effectiveDimension(grid, [
        [1, 1],
        [0, 0],
        [0, 0],
        [0, 0],
      ]),
    ).toBe(0);
    // Both must change at once.
    expect(
      effectiveDimension(grid, [
        [1, 0],
        [0, 0],
        [0, 0],
        [0, 1],
      ]),
    ).toBe(2);
  });

  test('asks for a share of what tuning everything reaches', () => {
    const gammas = [
      [1, 0.92],
      [0, 0],
      [0, 0],
      [0, 1],
    ];
    expect(effectiveDimension(grid, gammas)).toBe(0);
    expect(effectiveDimension(grid, gammas, 0.99)).toBe(2);
    expect(effectiveDimension([], [])).toBeUndefined();
  });
});

test('crossTaskChoice takes the best place on average, whatever the scales of tasks are', () => {
  const scores = [
    [1000, 1],
    [900, 3],
    [0, 2],
  ];
  const pools = [0, 1].map((task) => scores.map((row) => row[task]!));
  // Places: (3 + 1)/3, (2 + 3)/3, (1 + 2)/3, of which the second is the largest, though 1000 is far ahead.
  expect(crossTaskChoice(scores, pools)).toBe(1);
  expect(crossTaskChoice([], [])).toBeUndefined();
});

describe('goodRange(rates, gains)', () => {
  test('runs between the crossings of straight lines on a logarithmic axis', () => {
    const { decades, open } = goodRange([0.001, 0.01, 0.1, 1], [0, 1, 1, 0])!;
    // A decade between the two best, and a twentieth of one to either side.
    expect(decades).toBeCloseTo(1.1, 12);
    expect(open).toBe(false);
  });

  test('is open at an end of what was tried, and nothing where nothing is gained', () => {
    expect(goodRange([0.01, 0.1], [0.96, 1])).toEqual({ decades: expect.closeTo(1, 12), open: true });
    expect(goodRange([0.1], [1])).toEqual({ decades: 0, open: true });
    expect(goodRange([0.1, 1], [0, -1])).toBeUndefined();
    expect(goodRange([], [])).toBeUndefined();
    expect(() => goodRange([1, 0.1], [1, 1])).toThrow('rates ascend from above 0');
  });
});
