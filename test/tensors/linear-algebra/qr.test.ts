import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { qr } from '../../../src/tensors/linear-algebra/qr.ts';
import {
  distance,
  hardSymmetric,
  identity,
  magnitude,
  matrix,
  membersOf,
  population,
  type Rows,
  randomMatrix,
  rounded,
  skew,
  times,
} from './matrices.ts';

function decomposed(rows: Rows) {
  const { q, r } = qr(population(rows));
  return { q: membersOf(q)[0]!, r: membersOf(r)[0]! };
}

function holds(rows: Rows) {
  const { q, r } = decomposed(rows);
  expect(skew(q)).toBeLessThan(1e-6);
  expect(distance(times(q, r), rounded(rows))).toBeLessThanOrEqual(1e-6 * magnitude(rows));
  for (const [i, row] of r.entries()) {
    expect(row[i]!).toBeGreaterThanOrEqual(0);
    expect(row.slice(0, i).every((entry) => entry === 0)).toBe(true);
  }
}

describe('The QR decomposition', () => {
  test('is that of tall, square and wide matrices', () => {
    const side = fc.integer({ min: 1, max: 9 });
    const seed = fc.integer({ min: 0, max: 1e6 });
    fc.assert(
      fc.property(side, side, seed, (rows, columns, seed) => {
        const { q, r } = decomposed(randomMatrix(rows, columns, seed));
        const k = Math.min(rows, columns);
        expect([q.length, q[0]!.length, r.length, r[0]!.length]).toEqual([rows, k, k, columns]);
        holds(randomMatrix(rows, columns, seed));
      }),
      { numRuns: 50 },
    );
  });

  test.each([...hardSymmetric, ['large', randomMatrix(150, 150, 9)] as const])(
    'holds for the matrix that is %s',
    (_, rows) => holds(rows),
  );

  test('of a triangular matrix with a positive diagonal changes nothing', () => {
    const rows = matrix(5, 5, (i, j) => (i <= j ? 1 + i + j : 0));
    const { q, r } = decomposed(rows);
    expect(distance(q, identity(5))).toBeLessThan(1e-7);
    expect(distance(r, rows)).toBeLessThan(1e-6);
  });

  test('does not depend on other members, and is NaN for those that are not finite', () => {
    const rows = randomMatrix(4, 3, 1);
    const broken = matrix(4, 3, (i, j) => (i === 3 && j === 0 ? Infinity : 1));
    const { q, r } = qr(population(randomMatrix(4, 3, 2), rows, broken));
    expect({ q: membersOf(q)[1], r: membersOf(r)[1] }).toEqual(decomposed(rows));
    expect([...membersOf(q)[2]!.flat(), ...membersOf(r)[2]!.flat()].every(Number.isNaN)).toBe(true);
  });
});
