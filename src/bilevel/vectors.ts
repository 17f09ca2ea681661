import { Matrix, solve } from 'ml-matrix';

/** Sums of products. */
export function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * b[index]!, 0);
}

/** a + factor · b */
export function plus(a: readonly number[], b: readonly number[], factor = 1): number[] {
  return a.map((value, index) => value + factor * b[index]!);
}

export function norm(a: readonly number[]): number {
  return Math.sqrt(dot(a, a));
}

/** The unit vectors of a space. */
export function unitVectors(dimension: number): number[][] {
  return Array.from({ length: dimension }, (_, index) =>
    Array.from({ length: dimension }, (__, other) => Number(other === index)),
  );
}

/** Solves A x = b, row by row; A is square and regular. */
export function solved(a: readonly (readonly number[])[], b: readonly number[]): number[] {
  return solve(new Matrix(a.map((row) => [...row])), Matrix.columnVector([...b])).to1DArray();
}
