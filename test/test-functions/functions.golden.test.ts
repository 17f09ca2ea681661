import { describe, expect, test } from 'vitest';
import * as tf from '../../src/tensors/tf.ts';
import {
  makeTestFunction,
  type NamedLandscape,
  type Point,
  testFunctions,
} from '../../src/test-functions/index.ts';
import { slopesAt, valuesAt } from '../../src/test-functions/test-function.ts';
import { exampleStarts } from '../loss-map/example-starts.ts';

const float64 = 'FLOAT64' in globalThis;

/** All functions, and those whose settings lead elsewhere. */
const specs = [
  ...testFunctions.entries().map(({ name }) => name),
  ...['dejong5(reach=50)', 'rosenbrock(steepness=10)', 'rastrigin(amplitude=3)'],
];

function points(places: readonly Point[]): tf.Tensor {
  return tf.tensor(places.flat(), [places.length, 1, 2]);
}

function values(landscape: NamedLandscape, places: readonly Point[]): number[] {
  return tf.tidy(() => [...valuesAt(landscape, points(places)).dataSync()]);
}

function slopes(landscape: NamedLandscape, places: readonly Point[]): Point[] {
  const flat = tf.tidy(() => slopesAt(landscape, points(places)).dataSync());
  return places.map((_, index) => [flat[2 * index]!, flat[2 * index + 1]!]);
}

describe.each(specs)('%s', (spec) => {
  const landscape = makeTestFunction(spec);
  const { domain, minima, minimum, start, game } = landscape;
  const scattered = exampleStarts(domain, 200);

  test('has its published value at its minima, and no slope', () => {
    for (const value of values(landscape, minima)) {
      expect(Math.abs(value - minimum)).toBeLessThan((float64 ? 1e-6 : 1e-5) * (1 + Math.abs(minimum)));
    }
    // Published to some digits only: the slope there is small beside those elsewhere.
    const steepest = Math.max(...slopes(landscape, scattered).flat().map(Math.abs));
    for (const slope of slopes(landscape, minima).flat()) {
      expect(Math.abs(slope)).toBeLessThan((float64 ? 1e-6 : 1e-5) * (1 + steepest));
    }
  });

  test.skipIf(game)('is nowhere in its domain lower than its minimum', () => {
    for (const value of values(landscape, scattered)) expect(value).toBeGreaterThanOrEqual(minimum - 1e-5);
  });

  test('starts within its domain, where its minima are too', () => {
    for (const [x, y] of [start, ...minima]) {
      expect(x).toBeGreaterThanOrEqual(domain.x[0]);
      expect(x).toBeLessThanOrEqual(domain.x[1]);
      expect(y).toBeGreaterThanOrEqual(domain.y[0]);
      expect(y).toBeLessThanOrEqual(domain.y[1]);
    }
  });

  test.runIf(float64)('has the slopes that its differences say', () => {
    const step = 1e-6;
    const difference = ([x, y]: Point, [dx, dy]: Point): number => {
      const [after, before] = values(landscape, [
        [x + dx, y + dy],
        [x - dx, y - dy],
      ]);
      return (after! - before!) / (2 * step);
    };
    for (const place of [start, ...scattered.slice(0, 20)]) {
      const [slope] = slopes(landscape, [place]);
      const size = 1 + Math.hypot(...slope!) + Math.abs(values(landscape, [place])[0]!);
      expect(Math.abs(difference(place, [step, 0]) - slope![0]) / size).toBeLessThan(1e-6);
      const sign = game ? -1 : 1;
      expect(Math.abs(difference(place, [0, step]) - sign * slope![1]) / size).toBeLessThan(1e-6);
    }
  });
});

test('a game turns the sign of the second player round', () => {
  expect(slopes(makeTestFunction('bilinear'), [[2, 3]])).toEqual([[3, -2]]);
});
