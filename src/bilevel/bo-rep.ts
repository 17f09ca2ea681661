import type { BilevelProblem, Point } from './bilevel-problem.ts';
import { norm, plus } from './vectors.ts';

/** How BO-REP steps. */
export interface BoRepSettings {
  /** y moves in every so many steps, the first one included. */
  readonly interval: number;
  /** Gradient steps of y where it moves, and their learning rate. */
  readonly innerSteps: number;
  readonly gamma: number;
  /** Learning rate of z. Default 0.01. */
  readonly nu?: number;
  /** Learning rate of x: the length of its step, where steps are normalised. */
  readonly eta: number;
  /** Share of the moving average of gradients that is kept. Default 0.9. */
  readonly beta?: number;
  /** False for steps of −η m. Default true: −η m / ‖m‖. */
  readonly normalized?: boolean;
}

/** Where x and y are, z, which solves ∇²ᵧᵧg z = ∇ᵧf, and m, the moving average of gradients. */
export interface BoRepPoint {
  readonly x: Point;
  readonly y: Point;
  readonly z: Point;
  readonly m: Point;
}

/**
 * BO-REP for bilevel problems, one point a step (Hao, Gong & Liu 2024, "Bilevel Optimization under Unbounded Smoothness: A New
 * Algorithm and Convergence Analysis"; MingruiLiu-ML-Lab/Bilevel-Optimization-under-Unbounded-Smoothness at 1b06bcf). As in that
 * program the curvature is taken at y as it was before the step, and y moves by all of its steps at once.
 */
export function* boRep(
  problem: BilevelProblem,
  start: Pick<BoRepPoint, 'x' | 'y' | 'z'>,
  { interval, innerSteps, gamma, nu = 0.01, eta, beta = 0.9, normalized = true }: BoRepSettings,
): Generator<BoRepPoint, never> {
  let { x, y, z } = start;
  let m: Point = x.map(() => 0);
  for (let step = 0; ; step++) {
    const curved = problem.curvature(x, y, z);
    if (step % interval === 0) {
      for (let inner = 0; inner < innerSteps; inner++) y = plus(y, problem.lowerY(x, y), -gamma);
    }
    z = plus(z, plus(curved, problem.upperY(x, y), -1), -nu);
    const gradient = plus(problem.upperX(x, y), problem.mixed(x, y, z), -1);
    m = plus(
      m.map((old) => beta * old),
      gradient,
      1 - beta,
    );
    x = plus(x, m, -eta / (normalized ? norm(m) + 1e-10 : 1));
    yield { x, y, z, m };
  }
}
