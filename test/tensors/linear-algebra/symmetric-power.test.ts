import { describe, expect, test } from 'vitest';
import { symmetricPower } from '../../../src/tensors/linear-algebra/symmetric-power.ts';
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
  times,
  transposed,
} from './matrices.ts';

function power(rows: Rows, exponent: number): Rows {
  return membersOf(symmetricPower(population(rows), exponent))[0]!;
}

describe('A power of a symmetric matrix', () => {
  test('is that of its diagonal if it has no more', () => {
    const diagonal = [4, 9, 16, 1];
    const rows = matrix(4, 4, (i, j) => (i === j ? diagonal[i]! : 0));
    for (const exponent of [-1, -0.5, 0.5, 2]) {
      const expected = matrix(4, 4, (i, j) => (i === j ? diagonal[i]! ** exponent : 0));
      expect(distance(power(rows, exponent), expected)).toBeLessThan(1e-5);
    }
  });

  test('undoes the opposite power', () => {
    const rows = gram(randomMatrix(6, 30, 1));
    expect(distance(times(power(rows, -1), rows), identity(6))).toBeLessThan(1e-5);
    const root = power(rows, -0.5);
    expect(distance(times(times(root, rows), root), identity(6))).toBeLessThan(1e-5);
  });

  test.each(hardSymmetric)('of one is the matrix itself that is %s', (_, rows) => {
    expect(distance(power(rows, 1), rounded(rows))).toBeLessThanOrEqual(2e-6 * magnitude(rows));
  });

  test.each(hardSymmetric)('is finite, symmetric and not indefinite for the matrix that is %s', (_, rows) => {
    for (const exponent of [-0.5, -1]) {
      const root = power(rows, exponent);
      expect(root.flat().every(Number.isFinite)).toBe(true);
      expect(distance(root, transposed(root))).toBeLessThanOrEqual(1e-6 * magnitude(root));
      // Each diagonal entry is a sum of positive powers.
      const diagonal = root.map((row, i) => row[i]!);
      expect(diagonal.every((entry) => (magnitude(rows) === 0 ? entry === 0 : entry > 0))).toBe(true);
    }
  });

  test('takes an eigenvalue that rounding has made negative for the least that can be told from zero', () => {
    const least = 2 * 2 ** -23;
    const rows = matrix(2, 2, (i, j) => (i === j ? [1, -1e-9][i]! : 0));
    expect(power(rows, -0.5)[1]![1]! * Math.sqrt(least)).toBeCloseTo(1, 6);
  });

  test('does not depend on other members, and is NaN for those that are not finite', () => {
    const rows = hardSymmetric[1]![1];
    const broken = matrix(8, 8, () => Number.NaN);
    const together = membersOf(symmetricPower(population(identity(8), broken, rows), -0.5));
    expect(together[0]).toEqual(identity(8));
    expect(together[1]!.flat().every(Number.isNaN)).toBe(true);
    expect(together[2]).toEqual(power(rows, -0.5));
  });
});
