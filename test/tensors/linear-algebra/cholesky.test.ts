import { describe, expect, test } from 'vitest';
import { cholesky } from '../../../src/tensors/linear-algebra/cholesky.ts';
import {
  distance,
  gram,
  identity,
  magnitude,
  matrix,
  membersOf,
  population,
  randomMatrix,
  rounded,
} from './matrices.ts';

describe('The Cholesky factor', () => {
  test.each([
    ['random', gram(randomMatrix(8, 8, 1))],
    ['large', gram(randomMatrix(150, 200, 2))],
    ['graded', matrix(5, 5, (i, j) => (i === j ? 10 ** (8 - 4 * i) : 0))],
    ['of Hilbert', matrix(4, 4, (i, j) => 1 / (i + j + 1))],
  ])('makes up the matrix again that is %s', (_, rows) => {
    const [factor] = membersOf(cholesky(population(rows)));
    expect(distance(gram(factor!), rounded(rows))).toBeLessThan(1e-6 * magnitude(rows));
    for (const [i, row] of factor!.entries()) {
      expect(row[i]!).toBeGreaterThan(0);
      expect(row.slice(i + 1).every((entry) => entry === 0)).toBe(true);
    }
  });

  test('reads the lower triangle alone', () => {
    const upper = matrix(3, 3, (i, j) => (i < j ? 100 : i === j ? 4 : 1));
    const symmetric = matrix(3, 3, (i, j) => (i === j ? 4 : 1));
    expect(membersOf(cholesky(population(upper)))).toEqual(membersOf(cholesky(population(symmetric))));
  });

  test('is NaN for a member that is not positive definite or not finite, and for no other', () => {
    const [indefinite, singular, broken] = [
      matrix(2, 2, (i, j) => (i === j ? 1 : 2)),
      matrix(2, 2, () => 1),
      matrix(2, 2, () => Number.NaN),
    ];
    const factors = membersOf(cholesky(population(indefinite, identity(2), singular, broken)));
    expect(factors[1]).toEqual(identity(2));
    for (const member of [0, 2, 3]) expect(factors[member]!.flat().every(Number.isNaN)).toBe(true);
  });
});
