import { Matrix } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import { whiten } from '../../../src/tensors/linear-algebra/whiten.ts';
import {
  compose,
  distance,
  randomMatrix,
  toMatrices,
  toTensor,
  withSingularValues,
} from './singular-values.ts';

function whitened(matrix: Matrix, steps = 20): Matrix {
  return toMatrices(whiten(toTensor([Matrix.div(matrix, matrix.norm())]), steps, 0.5))[0]!;
}

describe('Whitening', () => {
  test('makes columns orthogonal and of length 1', () => {
    const white = whitened(randomMatrix(9, 4, 1));
    expect(distance(white.transpose().mmul(white), Matrix.eye(4))).toBeLessThan(1e-4);
  });

  test('keeps singular vectors, and leaves out the directions that a matrix does not have', () => {
    const { u, v, matrix } = withSingularValues(4, 7, [2, 1, 0.5]);
    expect(distance(whitened(matrix), compose(u, [1, 1, 1], v))).toBeLessThan(1e-3);
  });

  test('multiplies by 3 beta a step what is far from its goal', () => {
    const { u, v, matrix } = withSingularValues(3, 3, [1, 1e-4, 1e-4]);
    const [, small] = [1, 1e-4 * 1.5 ** 6];
    const found = u.transpose().mmul(whitened(matrix, 6)).mmul(v);
    expect(found.get(1, 1)).toBeCloseTo(small!, 5);
  });

  test('leaves zeros, and other members, alone', () => {
    const matrices = [
      randomMatrix(3, 3, 1).mul(0.1),
      Matrix.zeros(3, 3),
      Matrix.zeros(3, 3).fill(Number.NaN),
    ];
    const together = whiten(toTensor(matrices), 6, 0.5).arraySync() as number[][][];
    expect(together[0]).toEqual((whiten(toTensor([matrices[0]!]), 6, 0.5).arraySync() as number[][][])[0]);
    expect(together[1]!.flat()).toEqual(new Array(9).fill(0));
  });
});
