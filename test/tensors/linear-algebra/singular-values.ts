import { Matrix, QrDecomposition } from 'ml-matrix';
import { RandomStream } from '../../../src/random.ts';
import * as tf from '../../../src/tensors/tf.ts';

/** A matrix U diag(values) Vᵀ with random orthogonal factors. @param values as many as the shorter side, or fewer. */
export function withSingularValues(
  rows: number,
  columns: number,
  values: readonly number[],
  seed = 1,
): { readonly u: Matrix; readonly v: Matrix; readonly matrix: Matrix } {
  const [u, v] = [orthonormal(rows, values.length, seed), orthonormal(columns, values.length, seed + 1)];
  return { u, v, matrix: compose(u, values, v) };
}

/** U diag(values) Vᵀ */
export function compose(u: Matrix, values: readonly number[], v: Matrix): Matrix {
  return u.mmul(Matrix.diag([...values])).mmul(v.transpose());
}

export function randomMatrix(rows: number, columns: number, seed: number): Matrix {
  const stream = RandomStream.of(seed, 'matrix');
  return Matrix.from1DArray(
    rows,
    columns,
    Array.from({ length: rows * columns }, () => stream.normal()),
  );
}

/** Matrices of one shape as members: `[P, rows, columns]`. */
export function toTensor(matrices: readonly Matrix[]): tf.Tensor {
  const [first] = matrices;
  return tf.tensor(
    matrices.flatMap((matrix) => matrix.to1DArray()),
    [matrices.length, first!.rows, first!.columns],
  );
}

/** The members of `[P, rows, columns]`. */
export function toMatrices(tensor: tf.Tensor): Matrix[] {
  return (tensor.arraySync() as number[][][]).map((rows) => new Matrix(rows));
}

/** The largest difference of two matrices. */
export function distance(a: Matrix, b: Matrix): number {
  return Matrix.abs(Matrix.sub(a, b)).max();
}

function orthonormal(rows: number, columns: number, seed: number): Matrix {
  return new QrDecomposition(randomMatrix(rows, columns, seed)).orthogonalMatrix;
}
