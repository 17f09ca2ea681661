import { RandomStream } from '../../../src/random.ts';
import * as tf from '../../../src/tensors/tf.ts';

/** A matrix by rows. */
export type Rows = readonly (readonly number[])[];

export function matrix(rows: number, columns: number, entry: (i: number, j: number) => number): Rows {
  return Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => entry(i, j)));
}

export function identity(n: number): Rows {
  return matrix(n, n, (i, j) => Number(i === j));
}

export function randomMatrix(rows: number, columns: number, seed: number): Rows {
  const stream = RandomStream.of(seed, 'test');
  return matrix(rows, columns, () => stream.normal());
}

export function times(a: Rows, b: Rows): Rows {
  return matrix(a.length, b[0]!.length, (i, j) =>
    a[i]!.reduce((sum, entry, k) => sum + entry * b[k]![j]!, 0),
  );
}

export function transposed(a: Rows): Rows {
  return matrix(a[0]!.length, a.length, (i, j) => a[j]![i]!);
}

/** a · aᵀ */
export function gram(a: Rows): Rows {
  return times(a, transposed(a));
}

/** Largest difference of two entries. */
export function distance(a: Rows, b: Rows): number {
  return Math.max(...a.flatMap((row, i) => row.map((entry, j) => Math.abs(entry - b[i]![j]!))));
}

/** Largest entry by magnitude. */
export function magnitude(a: Rows): number {
  return distance(
    a,
    matrix(a.length, a[0]!.length, () => 0),
  );
}

/** How far the columns are from orthonormal. */
export function skew(a: Rows): number {
  return distance(gram(transposed(a)), identity(a[0]!.length));
}

/** A population of matrices of one shape. */
export function population(...members: readonly Rows[]): tf.Tensor {
  return tf.tensor3d(members.map((rows) => rows.map((row) => [...row])));
}

/** The matrices of a population. */
export function membersOf(x: tf.Tensor): Rows[] {
  return x.arraySync() as number[][][];
}

/** The tensor's own numbers: those of {@link population}, rounded to its precision. */
export function rounded(rows: Rows): Rows {
  return membersOf(population(rows))[0]!;
}

/** Symmetric positive semi-definite matrices that are hard on a decomposition, 8 × 8 each. */
export const hardSymmetric: readonly (readonly [string, Rows])[] = [
  ['random', gram(randomMatrix(8, 8, 1))],
  ['of Hilbert', matrix(8, 8, (i, j) => 1 / (i + j + 1))],
  ['with repeated eigenvalues', withEigenvalues([3, 3, 3, 2, 2, 1, 1, 1])],
  ['of rank one', gram(randomMatrix(8, 1, 2))],
  ['of rank three', gram(randomMatrix(8, 3, 3))],
  ['graded downwards', graded((i) => 8 - (16 * i) / 7)],
  ['graded upwards', graded((i) => -8 + (16 * i) / 7)],
  ['diagonal', matrix(8, 8, (i, j) => (i === j ? i : 0))],
  ['the identity', identity(8)],
  ['zero', matrix(8, 8, () => 0)],
  ['huge', matrix(8, 8, (i, j) => (i === j ? 2e37 : 1e37 / (1 + i + j)))],
  ['tiny', matrix(8, 8, (i, j) => (i === j ? 2e-36 : 1e-36 / (1 + i + j)))],
];

function withEigenvalues(values: readonly number[]): Rows {
  // I - 2 v vᵀ, a reflection, is orthogonal and symmetric.
  const v = randomMatrix(values.length, 1, 4);
  const squared = v.reduce((sum, [entry]) => sum + entry! ** 2, 0);
  const q = matrix(
    values.length,
    values.length,
    (i, j) => Number(i === j) - (2 * v[i]![0]! * v[j]![0]!) / squared,
  );
  return times(
    q,
    q.map((row, i) => row.map((entry) => values[i]! * entry)),
  );
}

function graded(exponent: (i: number) => number): Rows {
  return gram(randomMatrix(8, 8, 5).map((row, i) => row.map((entry) => entry * 10 ** exponent(i))));
}
