import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { svd } from '../../../src/tensors/linear-algebra/svd.ts';
import {
  distance,
  hardSymmetric,
  magnitude,
  matrix,
  membersOf,
  population,
  type Rows,
  randomMatrix,
  rounded,
  skew,
  times,
  transposed,
} from './matrices.ts';

function decomposed(rows: Rows) {
  const { u, s, v } = svd(population(rows));
  return { u: membersOf(u)[0]!, s: membersOf(s)[0]![0]!, v: membersOf(v)[0]! };
}

function holds(rows: Rows) {
  const { u, s, v } = decomposed(rows);
  expect(skew(u)).toBeLessThan(1e-6);
  expect(skew(v)).toBeLessThan(1e-6);
  expect([...s].sort((a, b) => b - a)).toEqual(s);
  expect(s.at(-1)).toBeGreaterThanOrEqual(0);
  const scaled = u.map((row) => row.map((entry, j) => entry * s[j]!));
  expect(distance(times(scaled, transposed(v)), rounded(rows))).toBeLessThanOrEqual(1e-6 * magnitude(rows));
  for (const vector of transposed(u)) {
    const largest = Math.max(...vector.map(Math.abs));
    expect(vector.find((entry) => Math.abs(entry) === largest)).toBe(largest);
  }
}

describe('The singular value decomposition', () => {
  test('is that of tall, square and wide matrices', () => {
    const side = fc.integer({ min: 1, max: 9 });
    const seed = fc.integer({ min: 0, max: 1e6 });
    fc.assert(
      fc.property(side, side, seed, (rows, columns, seed) => {
        const { u, s, v } = decomposed(randomMatrix(rows, columns, seed));
        const k = Math.min(rows, columns);
        expect([u.length, u[0]!.length, s.length, v.length, v[0]!.length]).toEqual([rows, k, k, columns, k]);
        holds(randomMatrix(rows, columns, seed));
      }),
      { numRuns: 50 },
    );
  });

  test.each([
    ...hardSymmetric,
    ['large', randomMatrix(120, 150, 9)] as const,
    ['tall and of rank two', times(randomMatrix(9, 2, 6), randomMatrix(2, 5, 7))] as const,
    ['wide and zero', matrix(2, 6, () => 0)] as const,
    ['of one column', randomMatrix(6, 1, 8)] as const,
  ])('holds for the matrix that is %s', (_, rows) => holds(rows));

  test('does not depend on other members, and is NaN for those that are not finite', () => {
    const rows = randomMatrix(3, 5, 1);
    const broken = matrix(3, 5, (i, j) => (i === 2 && j === 4 ? Number.NaN : 1));
    const { u, s, v } = svd(population(broken, rows, randomMatrix(3, 5, 2)));
    const alone = decomposed(rows);
    expect([membersOf(u)[1], membersOf(s)[1]![0], membersOf(v)[1]]).toEqual([alone.u, alone.s, alone.v]);
    expect([u, s, v].flatMap((part) => membersOf(part)[0]!.flat()).every(Number.isNaN)).toBe(true);
  });
});
