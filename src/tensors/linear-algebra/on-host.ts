import { Matrix } from 'ml-matrix';
import * as tf from '../tf.ts';

/** What a decomposition makes of the matrix of one member; undefined if that matrix has none. */
export type Decompose<Name extends string> = (
  matrix: Matrix,
  precision: number,
) => Readonly<Record<Name, Matrix>> | undefined;

/**
 * Works a decomposition out member by member on the host, in double precision: TensorFlow.js has none, and the matrices of
 * policies are small. The parts of a member whose matrix has anything that is not finite are NaN; `decompose` never sees
 * such a matrix, on which iterations need not end.
 *
 * @param x `[P, m, n]`
 * @param shapes of the parts of one member.
 * @param decompose is told the precision of the tensor, the distance from 1 to the next larger number.
 * @returns the parts, each `[P, …its shape]`.
 */
export function onHost<Name extends string>(
  x: tf.Tensor,
  shapes: Readonly<Record<Name, readonly [number, number]>>,
  decompose: Decompose<Name>,
): Record<Name, tf.Tensor> {
  const [members, rows, columns] = x.shape as [number, number, number];
  const numbers = x.dataSync();
  const precision = numbers.BYTES_PER_ELEMENT === 4 ? 2 ** -23 : Number.EPSILON;
  const names = Object.keys(shapes) as Name[];
  const size = (name: Name) => shapes[name][0] * shapes[name][1];
  const parts = new Map(names.map((name) => [name, new Float32Array(members * size(name)).fill(Number.NaN)]));
  for (let member = 0; member < members; member++) {
    const own = numbers.subarray(member * rows * columns, (member + 1) * rows * columns);
    if (!own.every(Number.isFinite)) continue;
    const made = decompose(Matrix.from1DArray(rows, columns, own), precision);
    if (made === undefined) continue;
    for (const name of names) parts.get(name)!.set(made[name].to1DArray(), member * size(name));
  }
  return Object.fromEntries(
    names.map((name) => [name, tf.tensor(parts.get(name)!, [members, ...shapes[name]])]),
  ) as Record<Name, tf.Tensor>;
}
