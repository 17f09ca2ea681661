import type { BilevelProblem, Point } from './bilevel-problem.ts';
import { plus } from './vectors.ts';

/** How the penalty method steps. */
export interface PenaltySettings {
  /** Weight of f beside g, above 0: the bias of the gradient is of its order. */
  readonly sigma: number;
  /** Learning rate of x. */
  readonly alpha: number;
  /** Learning rate of y and z. */
  readonly gamma: number;
  /** Steps of y and z before each of x. Default 1. */
  readonly innerSteps?: number;
  /** Share of the moving average that each gradient keeps, 0 to below 1; its first value is taken as it is. Default 0. */
  readonly momentum?: number;
}

/** Where x is, y, which minimises σf + g, and z, which minimises g alone. */
export interface PenaltyPoint {
  readonly x: Point;
  readonly y: Point;
  readonly z: Point;
}

/** The gradient of x by first derivatives alone, where y and z are given: ∇ₓf + (∇ₓg(x, y) − ∇ₓg(x, z)) / σ. */
export function penaltyGradient(problem: BilevelProblem, { x, y, z }: PenaltyPoint, sigma: number): number[] {
  const difference = plus(problem.lowerX(x, y), problem.lowerX(x, z), -1);
  return plus(problem.upperX(x, y), difference, 1 / sigma);
}

/**
 * The penalty method for bilevel problems, one point a step of x (Kwon et al. 2024, "On Penalty Methods for Nonconvex Bilevel
 * Optimization and First-Order Stochastic Approximation"): no second derivative is needed, and the gradient is wrong by O(σ).
 */
export function* penaltyDescent(
  problem: BilevelProblem,
  start: PenaltyPoint,
  { sigma, alpha, gamma, innerSteps = 1, momentum = 0 }: PenaltySettings,
): Generator<PenaltyPoint, never> {
  const [averageX, averageY, averageZ] = [average(momentum), average(momentum), average(momentum)];
  let { x, y, z } = start;
  for (;;) {
    for (let step = 0; step < innerSteps; step++) {
      const ofY = averageY(plus(problem.lowerY(x, y), problem.upperY(x, y), sigma));
      const ofZ = averageZ(problem.lowerY(x, z));
      y = plus(y, ofY, -gamma);
      z = plus(z, ofZ, -gamma);
    }
    x = plus(x, averageX(penaltyGradient(problem, { x, y, z }, sigma)), -alpha);
    yield { x, y, z };
  }
}

/** An exponential moving average that begins with its first value. */
function average(momentum: number): (value: number[]) => number[] {
  let kept: number[] | undefined;
  return (value) => {
    kept = kept?.map((old, index) => momentum * old + (1 - momentum) * value[index]!) ?? value;
    return kept;
  };
}
