import { expect, test } from 'vitest';
import { polarFactor } from '../../../src/tensors/linear-algebra/polar-factor.ts';
import { compose, distance, toMatrices, toTensor, withSingularValues } from './singular-values.ts';

test.each([
  ['square', 5, 5, [3, 2, 1, 0.1, 1e-3]],
  ['tall', 7, 3, [100, 1, 0.01]],
  ['wide', 3, 7, [1, 1, 1]],
  ['one number', 1, 1, [-2]],
  ['of rank two', 6, 4, [2, 1]],
  ['zero', 3, 3, [0]],
])('The polar factor of a matrix that is %s has its singular vectors', (_, rows, columns, values) => {
  const { u, v, matrix } = withSingularValues(rows, columns, values);
  const signs = values.map(Math.sign);
  expect(distance(toMatrices(polarFactor(toTensor([matrix])))[0]!, compose(u, signs, v))).toBeLessThan(1e-4);
});

test('The polar factor of a member that is not finite is NaN, and leaves others alone', () => {
  const { matrix } = withSingularValues(3, 2, [2, 1]);
  const broken = matrix.clone().set(1, 1, Number.NaN);
  const [alone] = toMatrices(polarFactor(toTensor([matrix])));
  const [nothing, own] = toMatrices(polarFactor(toTensor([broken, matrix])));
  expect(nothing!.to1DArray().every(Number.isNaN)).toBe(true);
  expect(own!.to2DArray()).toEqual(alone!.to2DArray());
});
