import * as tf from '../../tensors/tf.ts';

/** A square matrix for the rows and one for the columns of a matrix, for those sides that have one. */
export type Sides = { readonly rows?: tf.Tensor; readonly columns?: tf.Tensor };

export type Side = keyof Sides;

/** {@link Sides} of every tensor. */
export type SidesByName = { readonly [name: string]: Sides };

/** The sides of a matrix that are preconditioned: those not too long. A side of one has but one direction. */
export function sidesOf([rows, columns]: readonly [number, number], longest: number): Side[] {
  const fits = (length: number) => length > 1 && length <= longest;
  return [...(fits(rows) ? (['rows'] as const) : []), ...(fits(columns) ? (['columns'] as const) : [])];
}

/** How many numbers the matrices of these sides are. */
export function sizeOfSides([rows, columns]: readonly [number, number], sides: readonly Side[]): number {
  return sides.reduce((sum, side) => sum + (side === 'rows' ? rows : columns) ** 2, 0);
}

/** Zeros for the given sides of x, `[P, rows, columns]`. */
export function zeroSides(x: tf.Tensor, sides: readonly Side[]): Sides {
  const [members, rows, columns] = x.shape as [number, number, number];
  const zeros = (length: number) => tf.zeros([members, length, length]);
  return Object.fromEntries(sides.map((side) => [side, zeros(side === 'rows' ? rows : columns)]));
}

/** What becomes of the matrix of each side. */
export function mapSides(sides: Sides, fn: (matrix: tf.Tensor, side: Side) => tf.Tensor): Sides {
  const present = Object.entries(sides) as [Side, tf.Tensor][];
  return Object.fromEntries(present.map(([side, matrix]) => [side, fn(matrix, side)]));
}

/** x xᵀ for the rows, xᵀ x for the columns. */
export function gramOf(x: tf.Tensor, side: Side): tf.Tensor {
  return side === 'rows' ? tf.matMul(x, x, false, true) : tf.matMul(x, x, true, false);
}

/** rowsᵀ · x · columns, which is x in the basis of their columns where these are orthonormal. */
export function toBasis(x: tf.Tensor, { rows, columns }: Sides): tf.Tensor {
  const half = rows ? tf.matMul(rows, x, true, false) : x;
  return columns ? tf.matMul(half, columns) : half;
}

/** rows · x · columnsᵀ, the way back. */
export function fromBasis(x: tf.Tensor, { rows, columns }: Sides): tf.Tensor {
  const half = rows ? tf.matMul(rows, x) : x;
  return columns ? tf.matMul(half, columns, false, true) : half;
}
