import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { BilevelProblem, Point } from './bilevel-problem.ts';
import { dot, plus, solved, unitVectors } from './vectors.ts';

type Rows = readonly (readonly number[])[];

/** f = ½‖A₁y − b₁‖² + c/2 ‖x‖² above, g = ½‖A₂y + A₃x − b₂‖² below. */
export interface QuadraticData {
  readonly a1: Rows;
  readonly a2: Rows;
  readonly a3: Rows;
  readonly b1: Point;
  readonly b2: Point;
  /** Default 0. */
  readonly c?: number;
}

/** A problem that is solved in closed form too. */
export interface QuadraticProblem extends BilevelProblem {
  /** y*(x): minimises g. */
  lowerSolution(x: Point): number[];
  /** The x that minimises f(x, y*(x)). */
  solution(): number[];
  /** Eigenvalues of ∇²ᵧᵧg, ascending, and the largest one of ∇²ᵧᵧf. */
  readonly curvatures: { readonly lower: readonly number[]; readonly upper: number };
}

export function quadraticProblem({ a1, a2, a3, b1, b2, c = 0 }: QuadraticData): QuadraticProblem {
  const [rows1, rows2, rows3] = [transposed(a1), transposed(a2), transposed(a3)];
  const residual1 = (y: Point): number[] => plus(times(a1, y), b1, -1);
  const residual2 = (x: Point, y: Point): number[] => plus(plus(times(a2, y), times(a3, x)), b2, -1);
  const gram = (rows: Rows): number[][] => rows.map((row) => rows.map((other) => dot(row, other)));
  const lowerSolution = (x: Point): number[] => solved(gram(rows2), times(rows2, plus(b2, times(a3, x), -1)));
  return {
    upper: (x, y) => dot(residual1(y), residual1(y)) / 2 + (c * dot(x, x)) / 2,
    upperX: (x) => x.map((value) => c * value),
    upperY: (_, y) => times(rows1, residual1(y)),
    lowerX: (x, y) => times(rows3, residual2(x, y)),
    lowerY: (x, y) => times(rows2, residual2(x, y)),
    curvature: (_x, _y, v) => times(rows2, times(a2, v)),
    mixed: (_x, _y, v) => times(rows3, times(a2, v)),
    lowerSolution,
    solution() {
      // y*(x) = y₀ + Yx, so that f is a least-squares problem in x.
      const zero = rows3.map(() => 0);
      const y0 = lowerSolution(zero);
      const slopes = unitVectors(zero.length).map((unit) => times(a1, plus(lowerSolution(unit), y0, -1)));
      const matrix = gram(slopes).map((row, index) => row.map((value, at) => value + (at === index ? c : 0)));
      return solved(matrix, times(slopes, plus(b1, times(a1, y0), -1)));
    },
    curvatures: { lower: eigenvalues(gram(rows2)), upper: eigenvalues(gram(rows1)).at(-1)! },
  };
}

function times(rows: Rows, v: Point): number[] {
  return rows.map((row) => dot(row, v));
}

function transposed(rows: Rows): number[][] {
  return rows[0]!.map((_, column) => rows.map((row) => row[column]!));
}

function eigenvalues(symmetric: Rows): number[] {
  const found = new EigenvalueDecomposition(new Matrix(symmetric.map((row) => [...row])), {
    assumeSymmetric: true,
  });
  return [...found.realEigenvalues].sort((a, b) => a - b);
}
