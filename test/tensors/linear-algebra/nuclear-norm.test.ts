import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { expect, test } from 'vitest';
import { nuclearNorm } from '../../../src/tensors/linear-algebra/nuclear-norm.ts';
import { randomMatrix, toTensor, withSingularValues } from './singular-values.ts';

function measured(matrices: readonly Matrix[]): number[] {
  return Array.from(nuclearNorm(toTensor(matrices)).dataSync());
}

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

test.each([
  ['a square matrix', 6, 6, [3, 2, 1.5, 1, 0.8, 0.5]],
  ['equal singular values', 4, 9, [2, 2, 2, 2]],
  ['a row', 1, 7, [3]],
  ['a column', 7, 1, [3]],
  ['an ill-conditioned matrix', 6, 5, [1, 1e-2, 1e-3, 1e-5, 1e-7]],
  ['graded singular values', 6, 8, [1e4, 1e2, 1, 1e-2, 1e-4, 1e-6]],
  ['a matrix of rank 2', 8, 6, [1, 0.7]],
  ['a huge matrix', 4, 4, [3e8, 2e8, 1e8, 1e7]],
  ['a tiny matrix', 4, 4, [4e-12, 3e-12, 2e-12, 1e-12]],
])('The nuclear norm of %s is the sum of its singular values', (_, rows, columns, values) => {
  const [found] = measured([withSingularValues(rows, columns, values).matrix]);
  expect(found! / total(values)).toBeGreaterThan(1 - 1e-5);
  expect(found! / total(values)).toBeLessThan(1 + 1e-5);
});

test('The nuclear norm of random matrices of all shapes is that of their decomposition', () => {
  for (const [seed, [rows, columns]] of [
    [1, 1],
    [4, 64],
    [64, 64],
    [64, 2],
    [30, 31],
  ].entries()) {
    const matrix = randomMatrix(rows!, columns!, seed);
    const truth = total(new SingularValueDecomposition(matrix, { autoTranspose: true }).diagonal);
    expect(Math.abs(measured([matrix])[0]! / truth - 1)).toBeLessThan(1e-5);
  }
});

test('Singular values of less than 10⁻⁴ of the norm may be counted short, but never more than they are', () => {
  const values = [1, ...new Array<number>(31).fill(5e-5)];
  const [found] = measured([withSingularValues(32, 32, values).matrix]);
  expect(found).toBeGreaterThan(1);
  expect(found).toBeLessThan(total(values) + 1e-5);
});

test("A member's nuclear norm depends on no other member", () => {
  const matrices = [
    randomMatrix(6, 4, 1),
    Matrix.zeros(6, 4),
    Matrix.zeros(6, 4).fill(Number.NaN),
    randomMatrix(6, 4, 2),
  ];
  const together = measured(matrices);
  expect(together).toEqual(matrices.map((matrix) => measured([matrix])[0]));
  expect(together.slice(1, 3)).toEqual([0, Number.NaN]);
});
