import { describe, expect, test } from 'vitest';
import { follow, lengthOf, row, type Slope, stepsOf } from './follow.ts';

/** Two players on x · y: one descends in x, the other climbs in y. They meet at the origin. */
const saddle: Slope = ([x, y]) => [y!, -x!];
const players = { x: row(1), y: row(1) };
const distance = (spec: string) => lengthOf(follow(spec, players, saddle, 500).path.at(-1)!);

describe('On the saddle x · y', () => {
  test('gradient descent spirals away from the solution', () => {
    expect(distance('SGD(lr=0.1)')).toBeGreaterThan(10);
  });

  test('optimistic gradient descent comes to rest in it', () => {
    // Every step takes about half the square of the learning rate from the distance.
    expect(distance('OPTIMISTIC_GD(lr=0.1)')).toBeCloseTo(Math.SQRT2 * Math.exp(-500 * (0.1 ** 2 / 2)), 2);
    expect(distance('OPTIMISTIC_GD(lr=0.3)')).toBeLessThan(1e-6);
  });

  test('so it does with a learning rate that falls as gradients change', () => {
    expect(distance('OPTIMISTIC_ADAGRAD(lr=1)')).toBeLessThan(1e-3);
  });
});

describe('OPTIMISTIC_GD', () => {
  test('goes twice the gradient less the one before, of which there is none at first', () => {
    const gradients = [[3], [5], [4]];
    const steps = stepsOf(
      follow('OPTIMISTIC_GD(lr=0.5)', { a: row(0) }, (_, step) => gradients[step - 1]!, 3),
    );
    expect(steps).toEqual([[-3], [-3.5], [-1.5]]);
  });
});

describe('OPTIMISTIC_ADAGRAD', () => {
  test('keeps its learning rate while gradients stay the same', () => {
    const steps = stepsOf(follow('OPTIMISTIC_ADAGRAD(lr=2)', { a: row(0) }, () => [3], 5));
    // δ = 1 and a first change of 3 from nothing: lr / √10 from then on.
    const rate = 2 / Math.sqrt(10);
    expect(steps[0]![0]).toBeCloseTo(-3 * (2 + rate), 5);
    for (const step of steps.slice(1)) expect(step[0]).toBeCloseTo(-3 * rate, 5);
  });

  test('measures changes over all tensors together', () => {
    const apart = follow('OPTIMISTIC_ADAGRAD', { a: row(0), b: row(0, 0) }, () => [1, 2, 2], 3).path;
    const joined = follow('OPTIMISTIC_ADAGRAD', { a: row(0, 0, 0) }, () => [1, 2, 2], 3).path;
    expect(apart).toEqual(joined);
  });

  test('is OPTIMISTIC_GD where delta dwarfs all changes', () => {
    const slope: Slope = ([x], step) => [2 * x! + Math.sin(step)];
    const plain = follow('OPTIMISTIC_GD(lr=0.1)', { a: row(1) }, slope, 20).path;
    follow('OPTIMISTIC_ADAGRAD(lr=1e4,delta=1e10)', { a: row(1) }, slope, 20).path.forEach(
      ([value], step) => {
        expect(value).toBeCloseTo(plain[step]![0]!, 4);
      },
    );
  });
});
