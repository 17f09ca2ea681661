import { dot, plus } from '../../bilevel/vectors.ts';

/** An approximate solution of Kz = b, and what it leaves: Kz − b. */
export interface Approximation {
  readonly solution: readonly number[];
  readonly residual: readonly number[];
}

/**
 * A step of Kaczmarz's method: the solution moves to the nearest point that satisfies one of the equations (Strohmer & Vershynin
 * 2009 draw which).
 *
 * @param matrix symmetric, row by row. @param row one that is not zero.
 */
export function kaczmarzStep(
  matrix: readonly (readonly number[])[],
  { solution, residual }: Approximation,
  row: number,
): Approximation {
  const own = matrix[row]!;
  const length = residual[row]! / dot(own, own);
  return {
    solution: plus(solution, own, -length),
    residual: residual.map((value, index) => value - length * dot(matrix[index]!, own)),
  };
}
