import { pow } from '../pow.ts';
import type { BilevelProblem, Point } from './bilevel-problem.ts';
import { plus } from './vectors.ts';

/** A bilevel problem whose lower variables are constrained by an equation q(x, y) = 0 of one linear function. */
export interface ConstrainedProblem extends Pick<BilevelProblem, 'upperX' | 'upperY' | 'lowerX' | 'lowerY'> {
  constraint(x: Point, y: Point): number;
  /** ∇ₓq and ∇ᵧq, which are constant. */
  readonly constraintX: Point;
  readonly constraintY: Point;
  /** The nearest point that satisfies the equation. */
  projected(x: Point, y: Point): readonly [x: Point, y: Point];
}

/** How LV-HBA steps. Defaults are those of its program. */
export interface LvHbaSettings {
  /** Learning rate of x and y. */
  readonly alpha?: number;
  /** Learning rate of z. */
  readonly beta?: number;
  /** Learning rate of θ and λ. */
  readonly eta?: number;
  /** Proximal parameters of y and λ. */
  readonly gamma1?: number;
  readonly gamma2?: number;
  /** λ and z are cut to ±u. */
  readonly u?: number;
  /** The weight of f against F in step k = 0, 1, … */
  readonly penalty?: (step: number) => number;
}

/** Where x and y are, θ and λ, which solve the proximal lower problem, and z, which λ is held near. */
export interface LvHbaPoint {
  readonly x: Point;
  readonly y: Point;
  readonly theta: Point;
  readonly lambda: number;
  readonly z: number;
}

/**
 * LV-HBA for bilevel problems with a constraint below, one point a step (Yao et al. 2024, "Constrained Bi-Level Optimization:
 * Proximal Lagrangian Value Function Approach and Hessian-free Algorithm"; SUSTech-Optimization/LV-HBA at 6a55cb3).
 */
export function* lvHba(
  problem: ConstrainedProblem,
  start: LvHbaPoint,
  {
    alpha = 0.008,
    beta = 0.02,
    eta = 0.01,
    gamma1 = 10,
    gamma2 = 10,
    u = 1000,
    penalty = (step) => 0.025 * pow(step + 1, 0.3),
  }: LvHbaSettings = {},
): Generator<LvHbaPoint, never> {
  const cut = (value: number): number => Math.min(u, Math.max(-u, value));
  const { constraintX, constraintY } = problem;
  let { x, y, theta, lambda, z } = start;
  for (let step = 0; ; step++) {
    const slope = plus(problem.lowerY(x, theta), constraintY, lambda);
    const violated = problem.constraint(x, theta);
    const near = plus(theta, y, -1);
    theta = plus(theta, plus(slope, near, 1 / gamma1), -eta);
    lambda = cut(lambda - eta * (-violated + (lambda - z) / gamma2));

    const ofX = plus(problem.lowerX(x, y), problem.lowerX(x, theta), -1);
    const gradientX = plus(plus(ofX, problem.upperX(x, y), 1 / penalty(step)), constraintX, -lambda);
    const ofY = plus(problem.lowerY(x, y), plus(y, theta, -1), -1 / gamma1);
    const gradientY = plus(ofY, problem.upperY(x, y), 1 / penalty(step));
    [x, y] = problem.projected(plus(x, gradientX, -alpha), plus(y, gradientY, -alpha));
    z = cut(z + (beta * (lambda - z)) / gamma2);
    yield { x, y, theta, lambda, z };
  }
}
