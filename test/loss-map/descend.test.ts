import { describe, expect, test } from 'vitest';
import { descend } from '../../src/loss-map/descend.ts';
import { drawStarts } from '../../src/loss-map/starts.ts';
import { atRates } from '../../src/optimizers/at-rates.ts';
import * as tf from '../../src/tensors/tf.ts';
import { makeTestFunction, type Point } from '../../src/test-functions/index.ts';

const booth = makeTestFunction('booth');

/** Ways of an optimizer with one learning rate. */
function ways(spec: string, rate: number, starts: readonly Point[], iterations = 20, landscape = booth) {
  const [call] = atRates(spec, () => [rate]).calls;
  return descend(
    landscape,
    starts.map(() => call!),
    starts,
    iterations,
  );
}

describe('descend', () => {
  test('takes the steps of gradient descent', async () => {
    const [way] = await ways('SGD', 0.01, [[0, 0]], 2);
    // The gradient of booth is (10x + 8y − 34, 8x + 10y − 38).
    expect(way!.points).toEqual([
      [0, 0],
      [expect.closeTo(0.34, 6), expect.closeTo(0.38, 6)],
      [expect.closeTo(0.6156, 5), expect.closeTo(0.6948, 5)],
    ]);
    expect(way!.losses[0]).toBe(74);
    expect(way!.diverged).toBe(false);
  });

  test.each(['SGD', 'ADAM', 'MILO', 'NOVOGRAD', 'SHAMPOO', 'SCHEDULEFREE', 'SAM(SGD)'])(
    '%s goes alone as in company, bit for bit',
    async (spec) => {
      const starts: Point[] = [
        [-8, -5],
        [3, 3],
        [9, -2],
      ];
      const together = await ways(spec, 0.01, starts);
      for (const [index, start] of starts.entries()) {
        expect((await ways(spec, 0.01, [start]))[0]).toEqual(together[index]);
      }
    },
  );

  test('ends a way where it leaves the finite numbers, and the others go on', async () => {
    const { calls } = atRates('SGD', () => [0.01, 10]);
    const [fine, diverged] = await descend(
      booth,
      calls,
      [
        [0, 0],
        [0, 0],
      ],
      100,
    );
    expect(fine).toMatchObject({ diverged: false });
    expect(fine!.points).toHaveLength(101);
    expect(diverged).toMatchObject({ diverged: true });
    expect(diverged!.points.length).toBeLessThan(100);
    expect(diverged!.points.flat().every(Number.isFinite)).toBe(true);
    expect(diverged!.losses.every(Number.isFinite)).toBe(true);
    expect(diverged!.losses).toHaveLength(diverged!.points.length);
  });

  test('lets both players of a game move at once', async () => {
    const game = makeTestFunction('bilinear');
    const [way] = await ways('SGD', 0.1, [[1, 1]], 1, game);
    expect(way!.points[1]).toEqual([expect.closeTo(0.9, 6), expect.closeTo(1.1, 6)]);
    const radius = ([x, y]: Point) => Math.hypot(x, y);
    const [outwards] = await ways('SGD', 0.1, [[1, 1]], 100, game);
    const [inwards] = await ways('OPTIMISTIC_GD', 0.3, [[1, 1]], 200, game);
    expect(radius(outwards!.points.at(-1)!)).toBeGreaterThan(2);
    expect(radius(inwards!.points.at(-1)!)).toBeLessThan(0.01);
  });

  test('shows the averages that an optimizer is to be judged by', async () => {
    const start: Point = [-8, -5];
    const [plain] = await ways('SGD', 0.1, [start], 30);
    const [averaged] = await ways('POLYAK(SGD)', 0.1, [start], 30);
    expect(averaged!.points.at(-1)).not.toEqual(plain!.points.at(-1));
    const [first, second] = [plain!.points[1]!, averaged!.points[1]!];
    expect(second[0]).toBeCloseTo(first[0], 5);
  });

  test('leaves no tensors behind', async () => {
    const before = tf.memory().numTensors;
    await ways('SAM(ADAM)', 0.1, [
      [1, 1],
      [2, 2],
    ]);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('starts', () => {
  test('are the same for a seed, begin with the function its own, and more do not move the first', () => {
    const few = drawStarts(booth, 4, 1);
    expect(few[0]).toEqual(booth.start);
    expect(drawStarts(booth, 9, 1).slice(0, 4)).toEqual(few);
    expect(drawStarts(booth, 4, 2)[1]).not.toEqual(few[1]);
    for (const [x, y] of drawStarts(makeTestFunction('branin'), 200, 1)) {
      expect(x).toBeGreaterThanOrEqual(-5);
      expect(x).toBeLessThanOrEqual(10);
      expect(y).toBeGreaterThanOrEqual(0);
      expect(y).toBeLessThanOrEqual(15);
    }
  });
});
