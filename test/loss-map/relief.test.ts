import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { visibleParts } from '../../src/loss-map/figures/visible-parts.ts';
import { gridOf } from '../../src/loss-map/grid.ts';
import { reliefOf } from '../../src/loss-map/relief.ts';
import { makeTestFunction, testFunctions } from '../../src/test-functions/index.ts';

describe('relief', () => {
  test.each(testFunctions.entries().map(({ name }) => name))(
    'of %s rises with the value, from 0 to 1',
    async (name) => {
      const grid = await gridOf(makeTestFunction(name), 31);
      const { height, levels } = reliefOf(grid);
      const ordered = [...grid.values].sort((a, b) => a - b);
      expect(height(ordered[0]!)).toBe(0);
      expect(height(ordered.at(-1)!)).toBeCloseTo(1, 6);
      const heights = ordered.map(height);
      expect(heights).toEqual([...heights].sort((a, b) => a - b));
      // Levels are at equal steps of height.
      expect(levels(4).map(height)).toEqual([0.2, 0.4, 0.6, 0.8].map((each) => expect.closeTo(each, 6)));
    },
  );

  test('puts the median at half the height where values are unevenly spread', async () => {
    const grid = await gridOf(makeTestFunction('himmelblau'), 51);
    const median = [...grid.values].sort((a, b) => a - b)[(grid.values.length - 1) / 2]!;
    expect(reliefOf(grid).height(median)).toBeCloseTo(0.5, 6);
  });
});

describe('visible parts of a way', () => {
  const domain = { x: [0, 1], y: [0, 1] } as const;

  test('are the whole of a way that stays near', () => {
    const way = [
      [0, 0],
      [1, 1],
      [1.5, 0.5],
    ] as const;
    expect(visibleParts(domain, way)).toEqual([way]);
  });

  test('end and begin again about where drawing ends', () => {
    const parts = visibleParts(domain, [
      [0.5, 0.5],
      [1e30, 0.5],
      [2e30, 1],
      [0.5, 1e20],
      [0.5, 0.6],
    ]);
    expect(parts).toHaveLength(2);
    for (const [x, y] of parts.flat()) {
      expect(Math.abs(x)).toBeLessThan(3);
      expect(Math.abs(y)).toBeLessThan(3);
    }
  });

  test('never go far, wherever the way goes', () => {
    const point = fc.tuple(
      fc.double({ noNaN: true, min: -1e38, max: 1e38 }),
      fc.double({ noNaN: true, min: -5, max: 5 }),
    );
    fc.assert(
      fc.property(fc.array(point), (way) => {
        for (const [x, y] of visibleParts(domain, way).flat()) {
          expect(Math.max(Math.abs(x - 0.5), Math.abs(y - 0.5))).toBeLessThan(1.5001);
        }
      }),
    );
  });
});
