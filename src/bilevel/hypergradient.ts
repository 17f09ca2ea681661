import type { BilevelProblem, Point } from './bilevel-problem.ts';
import { plus, solved, unitVectors } from './vectors.ts';

/**
 * The gradient of f(x, y*(x)) by implicit differentiation, ∇ₓf − ∇²ₓᵧg (∇²ᵧᵧg)⁻¹ ∇ᵧf, exact where y is y*(x).
 *
 * @throws where ∇²ᵧᵧg is singular.
 */
export function hypergradient(problem: BilevelProblem, x: Point, y: Point): number[] {
  // A Hessian is its own transpose: its columns are its rows.
  const hessian = unitVectors(y.length).map((unit) => problem.curvature(x, y, unit));
  return plus(problem.upperX(x, y), problem.mixed(x, y, solved(hessian, problem.upperY(x, y))), -1);
}
