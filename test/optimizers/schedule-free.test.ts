import { describe, expect, test } from 'vitest';
import { makeOptimizer } from '../../src/optimizers/index.ts';
import { type Course, follow, row, type Slope } from './follow.ts';

const slope: Slope = (values, step) => values.map((value, i) => value - i + Math.sin(3 * step + i));
const start = { a: row(1, -2), b: row(0.5) };
const closeTo = (found: readonly number[], expected: readonly number[]) =>
  found.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i]!, 5);
  });

/** The point that steps are made from. */
function steppingPoint({ trial }: Course): number[] {
  const { z } = (trial.state as unknown as { z: Record<string, { dataSync(): Iterable<number> }> }[])[2]!;
  return Object.values(z).flatMap((leaf) => [...leaf.dataSync()]);
}

describe('SCHEDULEFREE', () => {
  test('is to be judged by the mean of all points that it made steps from', () => {
    const points = [1, 2, 3, 4, 5].map((steps) =>
      steppingPoint(follow('SCHEDULEFREE(lr=0.1)', start, slope, steps)),
    );
    const mean = points[0]!.map((_, i) => points.reduce((sum, point) => sum + point[i]!, 0) / points.length);
    closeTo(follow('SCHEDULEFREE(lr=0.1)', start, slope, 5).judged, mean);
  });

  test('weights them by their time to the power r', () => {
    const settings = 'SCHEDULEFREE(lr=0.1,r=2)';
    const points = [1, 2, 3].map((steps) => steppingPoint(follow(settings, start, slope, steps)));
    const mean = points[0]!.map((_, i) => (points[0]![i]! + 4 * points[1]![i]! + 9 * points[2]![i]!) / 14);
    closeTo(follow(settings, start, slope, 3).judged, mean);
  });

  test('takes gradients between that mean and the point', () => {
    const course = follow('SCHEDULEFREE(lr=0.1,betas=[0.8,0.999])', start, slope, 6);
    const z = steppingPoint(course);
    closeTo(
      course.path.at(-1)!,
      course.judged.map((x, i) => 0.8 * x + 0.2 * z[i]!),
    );
  });

  test('is judged by its parameters before the first update', () => {
    expect(follow('SCHEDULEFREE', start, slope, 0).judged).toEqual([1, -2, 0.5]);
  });

  test('forgets what a schedule had at a learning rate of zero', () => {
    const silent = follow('SCHEDULEFREE', start, slope, 3, () => ({ learningRateScale: 0 }));
    expect(silent.path.at(-1)).toEqual([1, -2, 0.5]);
    expect(silent.judged).toEqual([1, -2, 0.5]);
  });

  test('needs a share of the average where gradients are taken', () => {
    expect(() => makeOptimizer('SCHEDULEFREE(betas=[0,0.999])')).toThrow('betas must be');
  });

  test('is also known by the name of what it averages', () => {
    const path = follow('SCHEDULEFREE_ADAMW', start, slope, 3).path;
    expect(path).toEqual(follow('SCHEDULEFREE', start, slope, 3).path);
  });
});
