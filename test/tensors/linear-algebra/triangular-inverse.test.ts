import { expect, test } from 'vitest';
import { triangularInverse } from '../../../src/tensors/linear-algebra/triangular-inverse.ts';
import { distance, identity, matrix, membersOf, population, randomMatrix, times } from './matrices.ts';

/** Upper triangular, well-conditioned, with something below the diagonal that is not to be read. */
function triangular(n: number, seed: number) {
  const noise = randomMatrix(n, n, seed);
  const entry = (i: number, j: number) => (i === j ? 1 + noise[i]![j]! ** 2 : noise[i]![j]! / Math.sqrt(n));
  return {
    given: matrix(n, n, (i, j) => (i <= j ? entry(i, j) : 9)),
    upper: matrix(n, n, (i, j) => (i <= j ? entry(i, j) : 0)),
  };
}

test.each([1, 2, 3, 8, 64])(
  'The inverse of an upper triangular matrix of side %i is upper triangular',
  (n) => {
    const { given, upper } = triangular(n, n);
    const [inverse] = membersOf(triangularInverse(population(given)));
    expect(distance(times(inverse!, upper), identity(n))).toBeLessThan(1e-5);
    expect(inverse!.every((row, i) => row.slice(0, i).every((value) => value === 0))).toBe(true);
  },
);

test('A member without an inverse, or that is not finite, is NaN, and no other', () => {
  const { given } = triangular(3, 1);
  const singular = matrix(3, 3, (i, j) => (i <= j && i !== 1 ? 1 : 0));
  const broken = matrix(3, 3, () => Number.NaN);
  const [one, two, three] = membersOf(triangularInverse(population(singular, given, broken)));
  expect([one!, three!].flat(2).every(Number.isNaN)).toBe(true);
  expect(two).toEqual(membersOf(triangularInverse(population(given)))[0]);
});
