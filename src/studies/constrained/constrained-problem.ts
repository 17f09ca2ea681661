/** Minimise f(x) where c(x) = 0: n variables, m < n or m = n equations. */
export interface ConstrainedProblem {
  value(x: readonly number[]): number;
  /** ∇f */
  gradient(x: readonly number[]): number[];
  /** ∇²f, row by row. */
  curvature(x: readonly number[]): number[][];
  /** c */
  constraints(x: readonly number[]): number[];
  /** A = ∇c, a row an equation. */
  jacobian(x: readonly number[]): number[][];
  /** Σ λᵢ ∇²cᵢ, row by row. */
  constraintCurvature(x: readonly number[], multipliers: readonly number[]): number[][];
}
