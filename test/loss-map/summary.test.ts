import { describe, expect, test } from 'vitest';
import type { Path } from '../../src/loss-map/descend.ts';
import { type DescentResult, measure } from '../../src/loss-map/descent-result.ts';
import { summarise } from '../../src/loss-map/summary.ts';
import { makeTestFunction, type Point } from '../../src/test-functions/index.ts';

const booth = makeTestFunction('booth');

function path(points: readonly Point[], diverged = false): Path {
  return { points, losses: points.map(([x, y]) => Math.abs(x - 1) + Math.abs(y - 3)), diverged };
}

describe('measure', () => {
  test('takes the distance to the nearest minimum and the iteration from which on it stayed', () => {
    const way = path([
      [0, 0],
      [1, 3],
      [9, 9],
      [1, 3.1],
      [1, 3.05],
    ]);
    expect(measure(booth, way, 0.01)).toEqual({
      status: 'finished',
      finalLoss: expect.closeTo(0.05, 9),
      distance: expect.closeTo(0.05, 9),
      iterationsToTolerance: 3,
    });
    const himmelblau = makeTestFunction('himmelblau');
    expect(measure(himmelblau, path([[-2.8, 3.1]]), 0.01).distance).toBeLessThan(0.1);
  });

  test('a way that left again, or diverged, has not arrived', () => {
    expect(
      measure(
        booth,
        path([
          [1, 3],
          [9, 9],
        ]),
        0.01,
      ).iterationsToTolerance,
    ).toBeNull();
    expect(measure(booth, path([[1, 3]], true), 0.01)).toEqual({
      status: 'diverged',
      finalLoss: null,
      distance: null,
      iterationsToTolerance: null,
    });
    expect(measure(booth, path([[1, 3]]), 0.01).iterationsToTolerance).toBe(0);
  });
});

/** Outcomes of one optimizer with one learning rate, by their final losses; null diverged. */
function results(learningRate: number, losses: readonly (number | null)[]): DescentResult[] {
  return losses.map((finalLoss, start) => ({
    function: 'booth',
    optimizer: 'SGD',
    learningRate,
    start,
    path: path([[0, 0]], finalLoss === null),
    status: finalLoss === null ? 'diverged' : 'finished',
    finalLoss,
    distance: finalLoss === null ? null : 10 - finalLoss,
    iterationsToTolerance: finalLoss !== null && finalLoss < 1 ? 7 : null,
  }));
}

describe('summarise', () => {
  test('shows the learning rate with the lowest median loss, where divergence is the worst', () => {
    const all = [...results(0.01, [3, 4, 5]), ...results(0.1, [0.5, 2, 6]), ...results(1, [0, null, null])];
    expect(summarise(booth, all)).toMatchObject([
      { learningRate: 0.1, starts: 3, diverged: 0, arrived: 1, finalLoss: 2, iterationsToTolerance: 7 },
    ]);
    const game = { ...booth, game: true };
    expect(summarise(game, all)[0]).toMatchObject({ learningRate: 0.01, distance: 6 });
  });

  test('of equals shows the smallest rate, also where all diverged', () => {
    const all = [...results(1, [null, null]), ...results(0.1, [null, null])];
    expect(summarise(booth, all)).toMatchObject([
      {
        learningRate: 0.1,
        diverged: 2,
        finalLoss: Infinity,
        distance: Infinity,
        iterationsToTolerance: null,
      },
    ]);
  });
});
