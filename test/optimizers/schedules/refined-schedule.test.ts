import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { refinedSchedule, scheduleFactor } from '../../../src/optimizers/index.ts';
import { medianFilter } from '../../../src/optimizers/schedules/median-filter.ts';

/** Norms of 44 steps with spikes at the start, in the middle and near the end. */
const norms = [
  ...[
    7.698, 0.078, 1.519, 0.567, 0.636, 0.806, 0.133, 0.793, 0.421, 27.743, 1.253, 0.703, 0.755, 0.513, 0.348,
  ],
  ...[
    0.677, 1.619, 0.788, 2.606, 0.819, 1.025, 4.692, 1.725, 0.603, 0.833, 1.717, 6.925, 0.764, 0.784, 2.725,
  ],
  ...[0.412, 0.747, 2.417, 1.787, 1.096, 1.954, 0.059, 2.777, 0.383, 0.189, 1.318, 2.015, 0.641, 0.341],
];

/** What SciPy 1.17's `median_filter(np.pad(norms, (0, 10), 'reflect'), 5, mode='nearest')[:-10]` makes of them. */
const filtered = [
  ...[
    7.698, 1.519, 0.636, 0.636, 0.636, 0.636, 0.636, 0.793, 0.793, 0.793, 0.755, 0.755, 0.703, 0.677, 0.677,
  ],
  ...[
    0.677, 0.788, 0.819, 1.025, 1.025, 1.725, 1.025, 1.025, 1.717, 1.717, 0.833, 0.833, 1.717, 0.784, 0.764,
  ],
  ...[0.784, 1.787, 1.096, 1.787, 1.787, 1.787, 1.096, 0.383, 0.383, 1.318, 0.641, 0.641, 0.641, 0.641],
];

describe('The median filter', () => {
  test("does what the reference's call of SciPy does, at both ends too", () => {
    expect(medianFilter(norms, 2)).toEqual(filtered);
  });

  test('leaves values alone where its window is one wide', () => {
    expect(medianFilter([3, 1, 2], 0)).toEqual([3, 1, 2]);
  });
});

describe('A refined schedule', () => {
  test('of constant norms is the linear decay', () => {
    const constant = [1, 1, 1, 1, 1];
    expect(refinedSchedule(constant, { normalize: false })).toEqual([0.8, 0.6, 0.4, 0.2, 0]);
    expect(refinedSchedule(constant)).toEqual([1, 0.75, 0.5, 0.25, 0]);
    expect(refinedSchedule([2, 2, 2, 2, 2], { norm: 'l1' })).toEqual([1, 0.75, 0.5, 0.25, 0]);
  });

  test('of constant norms, followed along its points, is the linear schedule', () => {
    const points = refinedSchedule(new Array(33).fill(0.7));
    const custom = { shape: 'custom', warmup: 0, start: 0, end: 0, points } as const;
    for (const progress of [0, 0.1, 1 / 3, 0.5, 0.99, 1]) {
      expect(scheduleFactor(custom, progress)).toBeCloseTo(1 - progress, 12);
    }
  });

  test.each([
    ['l2', [0.0071103827, 0.18152377, 1, 0.54253061, 0.073384627, 0.25358781, 0.034369928, 0]],
    ['l1', [0.086316606, 0.43190544, 1, 0.64975465, 0.19413962, 0.2650516, 0.031057488, 0]],
  ] as const)("agrees with the reference's formula in NumPy for %s norms", (norm, expected) => {
    const schedule = refinedSchedule(norms, { norm });
    [0, 1, 2, 10, 20, 30, 42, 43].forEach((step, i) => {
      expect(schedule[step]).toBeCloseTo(expected[i]!, 7);
    });
  });

  test('weighs each step by its norm and by what is still to come', () => {
    const positive = fc.array(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), {
      minLength: 2,
      maxLength: 30,
    });
    fc.assert(
      fc.property(positive, (gradientNorms) => {
        const weights = gradientNorms.map((norm) => 1 / norm ** 2);
        const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
        const schedule = refinedSchedule(gradientNorms, { smoothing: 0, normalize: false });
        schedule.forEach((factor, t) => {
          const expected = (weights[t]! * sum(weights.slice(t + 1))) / sum(weights);
          expect(Math.abs(factor - expected)).toBeLessThanOrEqual(1e-12 * expected);
        });
        expect(Math.max(...refinedSchedule(gradientNorms))).toBe(1);
      }),
    );
  });

  test('warms up where gradients are large at first', () => {
    const large = Array.from({ length: 100 }, (_, step) => (step < 20 ? 10 - step * 0.45 : 1));
    const schedule = refinedSchedule(large);
    expect(schedule[0]).toBeLessThan(0.05);
    expect(schedule[5]).toBeGreaterThan(schedule[0]!);
    expect(schedule.indexOf(1)).toBeGreaterThan(10);
  });

  test.each([
    [[1], {}, /two norms or more, given 1/],
    [[1, 0], {}, /positive numbers, given 0/],
    [[1, Number.NaN], {}, /given NaN/],
    [[1, 1], { smoothing: 2 }, /share in \[0, 1\], given 2/],
  ])('refuses %j with %j', (given, options, message) => {
    expect(() => refinedSchedule(given, options)).toThrow(RangeError);
    expect(() => refinedSchedule(given, options)).toThrow(message);
  });
});
