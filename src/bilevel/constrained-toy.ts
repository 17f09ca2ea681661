import type { Point } from './bilevel-problem.ts';
import type { ConstrainedProblem, LvHbaPoint } from './lv-hba.ts';
import { plus } from './vectors.ts';

/** Where x, y₁ and y₂ are in the limit, every number of each. */
export const toySolution = [-0.3, 0.7, -0.4] as const;

/**
 * The toy of LV-HBA's program: F = ½‖x − y₂‖² + ½‖y₁ − 1‖² above, f = ½‖y₁‖² − xᵀy₁ + 1ᵀy₂ below, where all numbers of x and
 * y = (y₁, y₂) add up to 0.
 *
 * @param dimension of x; y has twice as many numbers.
 */
export function constrainedToy(dimension: number): ConstrainedProblem {
  const ones = (length: number): Point => new Array<number>(length).fill(1);
  const [first, second] = [(y: Point) => y.slice(0, dimension), (y: Point) => y.slice(dimension)];
  return {
    upperX: (x, y) => plus(x, second(y), -1),
    upperY: (x, y) => [...first(y).map((value) => value - 1), ...plus(second(y), x, -1)],
    lowerX: (_, y) => first(y).map((value) => -value),
    lowerY: (x, y) => [...plus(first(y), x, -1), ...ones(dimension)],
    constraint: (x, y) => sum(x) + sum(y),
    constraintX: ones(dimension),
    constraintY: ones(2 * dimension),
    projected(x, y) {
      const mean = (sum(x) + sum(y)) / (3 * dimension);
      return [x.map((value) => value - mean), y.map((value) => value - mean)];
    },
  };
}

/** Where that program begins: 10 everywhere and θ = 1, each made to satisfy the equation in turn. */
export function toyStart(dimension: number): LvHbaPoint {
  const all = (length: number, value: number): Point => new Array<number>(length).fill(value);
  // x alone takes up what the others are too much by, and y and θ need no correction then.
  const x = all(dimension, 10 - (10 + 20));
  const y = all(2 * dimension, 10);
  const theta = all(2 * dimension, 1 - (2 + sum(x) / dimension) / 2);
  return { x, y, theta, lambda: 1, z: -1 };
}

function sum(values: Point): number {
  return values.reduce((total, value) => total + value, 0);
}
