import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { symmetricEigen } from '../../../src/tensors/linear-algebra/eigen.ts';
import { polarFactor } from '../../../src/tensors/linear-algebra/polar-factor.ts';
import { qr } from '../../../src/tensors/linear-algebra/qr.ts';
import { svd } from '../../../src/tensors/linear-algebra/svd.ts';
import { symmetricPower } from '../../../src/tensors/linear-algebra/symmetric-power.ts';
import { triangularInverse } from '../../../src/tensors/linear-algebra/triangular-inverse.ts';
import type * as tf from '../../../src/tensors/tf.ts';
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
} from '../../tensors/linear-algebra/matrices.ts';

/** Of the largest entry, and of 1: single precision all the way, where the host computes in double. */
const tolerance = 3e-6;

const first = (x: tf.Tensor): Rows => membersOf(x)[0]!;
const symmetric = (n: number, seed: number): Rows => {
  const a = randomMatrix(n, n, seed);
  return matrix(n, n, (i, j) => a[i]![j]! + a[j]![i]!);
};
const diagonal = (values: readonly number[]): Rows =>
  matrix(values.length, values.length, (i, j) => (i === j ? values[i]! : 0));

function isNear(found: Rows, wanted: Rows, scale = magnitude(wanted)) {
  expect(distance(found, wanted)).toBeLessThanOrEqual(tolerance * scale);
}

function isDescending(values: readonly number[]) {
  expect([...values].sort((a, b) => b - a)).toEqual([...values]);
}

function qrHolds(rows: Rows) {
  const { q, r } = qr(population(rows));
  expect(skew(first(q))).toBeLessThan(tolerance);
  isNear(times(first(q), first(r)), rounded(rows));
  for (const [i, row] of first(r).entries()) {
    expect(row.slice(0, i).every((entry) => entry === 0)).toBe(true);
    expect(row[i]).toBeGreaterThanOrEqual(0);
  }
}

function svdHolds(rows: Rows) {
  const { u, s, v } = svd(population(rows));
  expect(skew(first(u))).toBeLessThan(tolerance);
  expect(skew(first(v))).toBeLessThan(tolerance);
  isDescending(first(s)[0]!);
  expect(first(s)[0]!.at(-1)).toBeGreaterThanOrEqual(0);
  isNear(times(times(first(u), diagonal(first(s)[0]!)), transposed(first(v))), rounded(rows));
}

function eigenHolds(rows: Rows) {
  const { values, vectors } = symmetricEigen(population(rows));
  expect(skew(first(vectors))).toBeLessThan(tolerance);
  isDescending(first(values)[0]!);
  const product = times(times(first(vectors), diagonal(first(values)[0]!)), transposed(first(vectors)));
  isNear(product, rounded(rows));
  for (const vector of transposed(first(vectors))) {
    const largest = Math.max(...vector.map(Math.abs));
    expect(vector.find((entry) => Math.abs(entry) === largest)).toBe(largest);
  }
}

describe.each([
  ['The QR decomposition', qrHolds],
  ['The singular value decomposition', svdHolds],
] as const)('%s on the device', (_, holds) => {
  test('is that of tall, square and wide matrices', () => {
    const side = fc.integer({ min: 1, max: 9 });
    const seed = fc.integer({ min: 0, max: 1e6 });
    fc.assert(
      fc.property(side, side, seed, (rows, columns, seed) => holds(randomMatrix(rows, columns, seed))),
      { numRuns: 20 },
    );
  });

  test.each([
    ...hardSymmetric,
    ['of a layer', randomMatrix(64, 64, 9)] as const,
    ['tall and of rank two', times(randomMatrix(9, 2, 6), randomMatrix(2, 5, 7))] as const,
    ['wide and zero', matrix(2, 6, () => 0)] as const,
    ['of one column', randomMatrix(6, 1, 8)] as const,
  ])('holds for the matrix that is %s', (_, rows) => holds(rows));
});

describe('The eigenvectors of a symmetric matrix on the device', () => {
  test.each([
    ...hardSymmetric,
    ['indefinite', symmetric(7, 1)] as const,
    ['of opposite eigenvalues', diagonal([2, -2, 1, -1])] as const,
    ['of a layer', gram(randomMatrix(64, 64, 2))] as const,
  ])('hold for the matrix that is %s', (_, rows) => eigenHolds(rows));
});

describe('The power of a symmetric matrix on the device', () => {
  test('is the inverse, the root and the inverse root', () => {
    const rows = times(gram(randomMatrix(6, 6, 3)), diagonal([1, 1, 1, 1, 1, 1]));
    const well = matrix(6, 6, (i, j) => rows[i]![j]! + (i === j ? 1 : 0));
    const power = (exponent: number) => first(symmetricPower(population(well), exponent));
    const unit = diagonal([1, 1, 1, 1, 1, 1]);
    isNear(times(power(-1), well), unit, 10);
    isNear(times(power(0.5), power(0.5)), well);
    isNear(times(times(power(-0.5), well), power(-0.5)), unit, 10);
  });

  test('of a zero matrix is zero', () => {
    expect(magnitude(first(symmetricPower(population(matrix(3, 3, () => 0)), -0.25)))).toBe(0);
  });
});

describe('On the device', () => {
  test.each([
    ['tall', randomMatrix(9, 4, 1)],
    ['of a layer', randomMatrix(64, 64, 9)],
    ['of rank two', times(randomMatrix(9, 2, 6), randomMatrix(2, 5, 7))],
    ['zero', matrix(3, 2, () => 0)],
  ])('the polar factor of a matrix that is %s leads back to it by its own length', (_, rows) => {
    const factor = first(polarFactor(population(rows)));
    const length = times(transposed(factor), rows);
    isNear(length, transposed(length), magnitude(rows));
    isNear(times(factor, length), rows, magnitude(rows));
  });

  test.each([1, 2, 5, 8, 64])('the inverse of an upper triangular matrix of side %i is one', (n) => {
    const noise = randomMatrix(n, n, n);
    const rows = matrix(n, n, (i, j) =>
      i < j ? noise[i]![j]! / Math.sqrt(n) : i === j ? 1 + noise[i]![j]! ** 2 : 9,
    );
    const upper = matrix(n, n, (i, j) => (i <= j ? rows[i]![j]! : 0));
    const inverse = first(triangularInverse(population(rows)));
    isNear(times(inverse, upper), identity(n), 10);
    expect(inverse.every((row, i) => row.slice(0, i).every((entry) => entry === 0))).toBe(true);
  });
});

test('A decomposition on the device does not depend on other members, and is NaN for those that are not finite', () => {
  const rows = gram(randomMatrix(5, 5, 1));
  const broken = matrix(5, 5, (i, j) => (i === 2 && j === 4 ? Number.NaN : 1));
  const parts = (...members: Rows[]) => {
    const x = population(...members);
    return [...Object.values(qr(x)), ...Object.values(svd(x)), ...Object.values(symmetricEigen(x))].concat([
      symmetricPower(x, -0.25),
      polarFactor(x),
      triangularInverse(x),
    ]);
  };
  const alone = parts(rows).map(first);
  const together = parts(broken, rows, randomMatrix(5, 5, 2)).map(membersOf);
  expect(together.map((members) => members[1])).toEqual(alone);
  expect(together.flatMap((members) => members[0]!.flat()).every(Number.isNaN)).toBe(true);
});
