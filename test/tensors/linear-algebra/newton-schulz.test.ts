import { Matrix } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import { newtonSchulz, newtonSchulzBy } from '../../../src/tensors/linear-algebra/newton-schulz.ts';
import { polynomialsOf, sequences } from '../../../src/tensors/linear-algebra/odd-polynomials.ts';
import { stackAlike } from '../../../src/tensors/linear-algebra/stack-alike.ts';
import * as tf from '../../../src/tensors/tf.ts';
import {
  compose,
  distance,
  randomMatrix,
  toMatrices,
  toTensor,
  withSingularValues,
} from './singular-values.ts';

/** What five steps make of singular values, worked out number by number. */
function expected(values: readonly number[], steps = 5): number[] {
  const norm = Math.hypot(...values) + 1e-7;
  return values.map((value) => {
    let x = value / norm;
    for (let step = 0; step < steps; step++) x = 3.4445 * x - 4.775 * x ** 3 + 2.0315 * x ** 5;
    return x;
  });
}

function orthogonalized(matrix: Matrix, steps?: number): Matrix {
  return toMatrices(newtonSchulz(toTensor([matrix]), steps))[0]!;
}

describe('The Newton–Schulz iteration works on the singular values alone', () => {
  test.each([
    ['a square matrix', 6, 6, [3, 2, 1.5, 1, 0.8, 0.5]],
    ['a wide matrix', 4, 9, [2, 1, 1, 0.5]],
    ['a tall matrix', 9, 4, [2, 1, 1, 0.5]],
    ['a row', 1, 7, [3]],
    ['a column', 7, 1, [3]],
    ['one number', 1, 1, [-2]],
    ['an ill-conditioned matrix', 5, 5, [1, 1e-2, 1e-3, 1e-5, 1e-7]],
    ['graded singular values', 6, 8, [1e4, 1e2, 1, 1e-2, 1e-4, 1e-6]],
    ['a matrix of rank 2', 8, 6, [1, 0.7]],
    ['a huge matrix', 4, 4, [3e8, 2e8, 1e8, 1e7]],
    ['a tiny matrix', 4, 4, [4e-12, 3e-12, 2e-12, 1e-12]],
  ])('of %s', (_, rows, columns, values) => {
    const { u, v, matrix } = withSingularValues(rows, columns, values);
    expect(distance(orthogonalized(matrix), compose(u, expected(values), v))).toBeLessThan(5e-5);
    expect(distance(orthogonalized(matrix, 2), compose(u, expected(values, 2), v))).toBeLessThan(5e-5);
  });

  test('which come to between 0.68 and 1.21 in five steps, from a 500th of the norm on', () => {
    const values = [1, 0.5, 0.25, 0.1, 0.05, 0.02, 0.01, 0.0024];
    const { u, v, matrix } = withSingularValues(12, 8, values);
    const found = u.transpose().mmul(orthogonalized(matrix)).mmul(v).diagonal();
    expect(Math.min(...found)).toBeGreaterThan(0.68);
    expect(Math.max(...found)).toBeLessThan(1.21);
  });

  test('and zeros stay zeros', () => {
    expect(orthogonalized(Matrix.zeros(3, 5)).to1DArray()).toEqual(new Array(15).fill(0));
  });
});

describe('The Newton–Schulz iteration gives every matrix the same bits', () => {
  const matrices = [1, 2, 3].map((seed) => randomMatrix(5, 8, seed));
  const alone = matrices.map((matrix) => newtonSchulz(toTensor([matrix])).arraySync());

  test('next to zeros, huge numbers and what is not a number', () => {
    const others = [Matrix.zeros(5, 8), randomMatrix(5, 8, 9).mul(1e9), Matrix.zeros(5, 8).fill(Number.NaN)];
    const together = newtonSchulz(toTensor([others[0]!, matrices[0]!, others[1]!, matrices[1]!, others[2]!]));
    const members = together.arraySync() as number[][][];
    expect([members[1], members[3]]).toEqual([alone[0], alone[1]].map((each) => (each as number[][][])[0]));
    expect(members[4]!.flat().every(Number.isNaN)).toBe(true);
  });

  test('stacked with matrices of other layers', () => {
    const tensors = [matrices[0]!, randomMatrix(8, 5, 4), matrices[1]!, matrices[2]!].map((each) =>
      toTensor([each]),
    );
    const stacked = stackAlike(tensors, (stack) => newtonSchulz(stack)).map((tensor) => tensor.arraySync());
    expect([stacked[0], stacked[2], stacked[3]]).toEqual(alone);
    expect(stacked[1]).toEqual(newtonSchulz(tensors[1]!).arraySync());
  });
});

test('Stacking alike tensors calls the function once a shape', () => {
  const shapes: number[][] = [];
  const tensors = [
    [2, 3, 4],
    [2, 4, 3],
    [2, 3, 4],
  ].map((shape) => tf.ones(shape));
  const made = stackAlike(tensors, (stack, copies) => {
    shapes.push([...stack.shape, copies]);
    return tf.mul(stack, 2);
  });
  expect(shapes).toEqual([
    [4, 3, 4, 2],
    [2, 4, 3, 1],
  ]);
  expect(made.map(({ shape }) => shape)).toEqual(tensors.map(({ shape }) => shape));
});

describe('The iteration by other polynomials', () => {
  test.each(Object.keys(sequences) as (keyof typeof sequences)[])(
    '%s works on the singular values alone',
    (name) => {
      const values = [3, 2, 1, 0.3, 0.01];
      const { u, v, matrix } = withSingularValues(7, 5, values);
      const polynomials = polynomialsOf(name, 12);
      const norm = Math.hypot(...values);
      const wanted = values.map((value) =>
        polynomials.reduce((x, [a, b, c]) => a * x + b * x ** 3 + c * x ** 5, value / norm),
      );
      const found = toMatrices(
        newtonSchulzBy(polynomials, toTensor([matrix]), tf.tensor([norm], [1, 1, 1])),
      )[0]!;
      expect(distance(found, compose(u, wanted, v))).toBeLessThan(5e-5);
    },
  );

  test('begins again after the last set of quintic, and repeats the last of polar_express', () => {
    expect(polynomialsOf('quintic', 7).slice(5)).toEqual(polynomialsOf('quintic', 2));
    expect(polynomialsOf('polar_express', 10).slice(8)).toEqual([
      [1.875, -1.25, 0.375],
      [1.875, -1.25, 0.375],
    ]);
  });
});
