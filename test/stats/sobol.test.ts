import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sobolDimensions, sobolPoints } from '../../src/stats/index.ts';

interface Case {
  readonly dimensions: number;
  /** Index of the first of {@link points}. */
  readonly first: number;
  readonly points: readonly (readonly number[])[];
}

const { cases } = JSON.parse(
  readFileSync(new URL('../goldens/stats/sobol.json', import.meta.url), 'utf8'),
) as { readonly cases: readonly Case[] };

describe("Sobol's sequence", () => {
  test.each(cases)(
    "has scipy's points: $dimensions dimensions from $first on",
    ({ dimensions, first, points }) => {
      expect(sobolPoints(dimensions, first + points.length).slice(first)).toEqual(points);
    },
  );

  test('has one of 2^m points in each of 2^m equal parts of every dimension', () => {
    const points = sobolPoints(sobolDimensions, 256);
    for (let dimension = 0; dimension < sobolDimensions; dimension++) {
      const parts = new Set(points.map((point) => Math.floor(256 * point[dimension]!)));
      expect(parts.size).toBe(256);
    }
  });

  test.each([
    [0, 1],
    [sobolDimensions + 1, 1],
    [1, -1],
    [1, 1.5],
  ])('of %d dimensions and %d points is refused', (dimensions, count) => {
    expect(() => sobolPoints(dimensions, count)).toThrow(RangeError);
  });
});
