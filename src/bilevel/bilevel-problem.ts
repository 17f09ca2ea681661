/** A point of the upper or the lower variables. */
export type Point = readonly number[];

/**
 * Minimise f(x, y*(x)) over x, where y*(x) minimises g(x, y): the upper problem f, whose variables are settings, and the lower
 * problem g, strongly convex in y, which is training with these settings.
 */
export interface BilevelProblem {
  upper(x: Point, y: Point): number;
  /** ∇ₓf */
  upperX(x: Point, y: Point): number[];
  /** ∇ᵧf */
  upperY(x: Point, y: Point): number[];
  /** ∇ₓg */
  lowerX(x: Point, y: Point): number[];
  /** ∇ᵧg */
  lowerY(x: Point, y: Point): number[];
  /** ∇²ᵧᵧg · v, for v as long as y. */
  curvature(x: Point, y: Point, v: Point): number[];
  /** ∇²ₓᵧg · v, as long as x, for v as long as y. */
  mixed(x: Point, y: Point, v: Point): number[];
}
