import { describe, expect, test } from 'vitest';
import { symmetricEigen } from '../../../src/tensors/linear-algebra/eigen.ts';
import {
  distance,
  gram,
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
  transposed,
} from './matrices.ts';

function decomposed(...members: readonly Rows[]) {
  const { values, vectors } = symmetricEigen(population(...members));
  const diagonals = membersOf(values).map(([diagonal]) => diagonal!);
  return { values: diagonals, vectors: membersOf(vectors) };
}

function composed(values: readonly number[], vectors: Rows): Rows {
  const scaled = vectors.map((row) => row.map((entry, j) => entry * values[j]!));
  return times(scaled, transposed(vectors));
}

describe('Eigenvalues and eigenvectors', () => {
  test.each([...hardSymmetric, ['large', gram(randomMatrix(150, 150, 9))] as const])(
    'make up the matrix again that is %s',
    (_, rows) => {
      const { values, vectors } = decomposed(rows);
      expect(skew(vectors[0]!)).toBeLessThan(1e-6);
      const error = distance(composed(values[0]!, vectors[0]!), rounded(rows));
      expect(error).toBeLessThanOrEqual(1e-6 * magnitude(rows));
    },
  );

  test.each(hardSymmetric)('come in order and with one sign for the matrix that is %s', (_, rows) => {
    const { values, vectors } = decomposed(rows);
    expect([...values[0]!].sort((a, b) => b - a)).toEqual(values[0]);
    for (const vector of transposed(vectors[0]!)) {
      const largest = Math.max(...vector.map(Math.abs));
      expect(vector.find((entry) => Math.abs(entry) === largest)).toBe(largest);
    }
  });

  test('are those known of a small matrix', () => {
    const { values, vectors } = decomposed([
      [2, 1],
      [1, 2],
    ]);
    expect(values).toEqual([[3, 1]]);
    const magnitudes = vectors[0]!.map((row) => row.map(Math.abs));
    expect(
      distance(
        magnitudes,
        matrix(2, 2, () => Math.SQRT1_2),
      ),
    ).toBeLessThan(1e-7);
  });

  test('may be negative', () => {
    const { values } = decomposed([
      [0, 2],
      [2, 0],
    ]);
    expect(values).toEqual([[2, -2]]);
  });

  test('are NaN for a member that is not finite, and for no other', () => {
    const fine = gram(randomMatrix(3, 3, 1));
    const broken = [Number.NaN, Number.POSITIVE_INFINITY, -Infinity].map((bad) =>
      matrix(3, 3, (i, j) => (i === 1 && j === 2 ? bad : 1)),
    );
    const { values, vectors } = decomposed(fine, ...broken, identity(3));
    expect([values[0], vectors[0]]).toEqual([decomposed(fine).values[0], decomposed(fine).vectors[0]]);
    expect(values[4]).toEqual([1, 1, 1]);
    for (const member of [1, 2, 3]) {
      expect([...values[member]!, ...vectors[member]!.flat()].every(Number.isNaN)).toBe(true);
    }
  });
});
