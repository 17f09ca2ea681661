import { describe, expect, test } from 'vitest';
import { makeOptimizer } from '../../src/optimizers/index.ts';
import { type Course, follow, lengthOf, row, type Slope } from './follow.ts';

/** How many times the distance is d0. */
function growth({ trial }: Course): number {
  const { own } = trial.state as unknown as { own: { distance: { dataSync(): ArrayLike<number> } } };
  return own.distance.dataSync()[0]!;
}

const target = [3, -2, 1];
/** The sum of distances in every coordinate. */
const slope: Slope = (values) => values.map((value, i) => Math.sign(value - target[i]!));
const origin = { a: row(0, 0), b: row(0) };

describe('PRODIGY', () => {
  test('finds the scale of the problem from a distance that is far too small', () => {
    const course = follow('PRODIGY(lr=1)', origin, slope, 300);
    const distance = 1e-6 * growth(course);
    expect(distance).toBeGreaterThan(0.1);
    // D-adaptation never estimates more than the distance to the solution, here in the norm of the largest coordinate.
    expect(distance).toBeLessThan(3);
    expect(lengthOf(course.path.at(-1)!.map((value, i) => value - target[i]!))).toBeLessThan(2);
  });

  test('does so where single precision cannot hold the squares', () => {
    // d0² times a hundredth of the squared gradient is 10⁻⁴¹.
    const faint: Slope = ([x]) => [x! > 3 ? 1e-4 : -1e-4];
    const course = follow('PRODIGY(lr=1,d0=1e-15,betas=[0.9,0.99])', { a: row(0) }, faint, 400);
    expect(1e-15 * growth(course)).toBeGreaterThan(0.1);
  });

  test('lets the distance grow no faster than growth_rate, once it has left d0', () => {
    const grown = (rate: string, steps: number) =>
      growth(follow(`PRODIGY(lr=1,growth_rate=${rate})`, origin, slope, steps));
    expect(grown('none', 8) / grown('none', 4)).toBeGreaterThan(1.5);
    expect(grown('1.02', 8) / grown('1.02', 4)).toBeCloseTo(1.02 ** 4, 5);
  });

  test('rests and counts no step while there has been no gradient', () => {
    const settings = 'PRODIGY(lr=1,d0=0.01,use_bias_correction=true,weight_decay=0.1)';
    const start = { a: row(1, 2) };
    const moving: Slope = (values) => values;
    const late = follow(settings, start, (values, step) => (step > 3 ? moving(values, step) : [0, 0]), 8);
    expect(late.path[3]).toEqual([1, 2]);
    expect(late.path.slice(3)).toEqual(follow(settings, start, moving, 5).path);
  });

  test('keeps everything as it is while the learning rate is zero', () => {
    const settings = 'PRODIGY(lr=1,d0=0.01,use_bias_correction=true,weight_decay=0.1)';
    const start = { a: row(1, 2) };
    const pausing = follow(
      settings,
      start,
      (values) => values,
      7,
      (step) => ({ learningRateScale: step === 1 || step === 4 ? 0 : 1 }),
    ).path;
    const steady = follow(settings, start, (values) => values, 5).path;
    expect(pausing.filter((_, step) => step !== 1 && step !== 4)).toEqual(steady);
  });

  test('has one distance for all tensors', () => {
    expect(makeOptimizer('PRODIGY').elementwise).toBe(true);
    const apart = follow('PRODIGY', origin, slope, 20).path;
    expect(apart).toEqual(follow('PRODIGY', { a: row(0, 0, 0) }, slope, 20).path);
  });
});
