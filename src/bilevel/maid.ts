import { pow } from '../pow.ts';
import type { BilevelProblem, Point } from './bilevel-problem.ts';
import { dot, norm, plus, unitVectors } from './vectors.ts';

/** What MAID has to know of a problem. */
export interface MaidConstants {
  /** The least eigenvalue of ∇²ᵧᵧg, above 0, and the largest one. */
  readonly lowerConvexity: number;
  readonly lowerSmoothness: number;
  /** The largest eigenvalue of ∇²ᵧᵧf. */
  readonly upperSmoothness: number;
  /** Lipschitz constants of (∇²ᵧᵧg)⁻¹ and of ∇²ₓᵧg, 0 where g is quadratic. Default 0. */
  readonly inverseLipschitz?: number;
  readonly mixedLipschitz?: number;
}

/** How MAID searches. Defaults are those of its program. */
export interface MaidSettings {
  /** Accuracy of the lower solution at the start. */
  readonly epsilon?: number;
  /** Accuracy of the linear system at the start. */
  readonly delta?: number;
  /** The first learning rate. */
  readonly beta?: number;
  /** What a learning rate is multiplied by that was too large, 0 to 1. */
  readonly rho?: number;
  /** What accuracies are multiplied by where they were too coarse, 0 to 1. */
  readonly tau?: number;
  /** What they are multiplied by after a step, above 1. */
  readonly nu?: number;
  /** How much of what a step promises has to come true. */
  readonly eta?: number;
}

/** Where MAID is after a step, or after it found none: then it is where it was, as it is for ever once accuracies are as fine as rounding. */
export interface MaidPoint {
  readonly x: Point;
  readonly y: Point;
  readonly upper: number;
  readonly epsilon: number;
  readonly delta: number;
  /** The next learning rate. */
  readonly beta: number;
  readonly accepted: boolean;
  /** Learning rates that were too large in the last attempt. */
  readonly backtracks: number;
  readonly hypergradient: Point;
  /** How far that may be off. */
  readonly errorBound: number;
}

/** Attempts of a step, each with accuracies that are finer, and learning rates that the first one tries. */
const [attempts, tries] = [3, 10];
/** Accuracies below this are of no use: rounding hides what they would show. */
const finest = 1e-12;
/** Steps of gradient descent and of conjugate gradients, at most. */
const most = 2000;

/**
 * MAID for bilevel problems, one point a step (Salehi et al. 2024, "An adaptively inexact first-order method for bilevel
 * optimization with application to hyperparameter learning"; MohammadSadeghSalehi/MAID at 6986372): the lower problem and the
 * linear system of the gradient are solved as accurately as a step needs, and the learning rate is searched for. As in that
 * program the lower solver has no momentum, and B is the largest entry of ∇²ᵧₓg p. A system whose right side is zero has the
 * solution zero here.
 */
export function* maid(
  problem: BilevelProblem,
  start: { readonly x: Point; readonly y: Point },
  constants: MaidConstants,
  settings: MaidSettings = {},
): Generator<MaidPoint, never> {
  const { beta: first = 0.1, rho = 0.9, tau = 0.5, nu = 1.05, eta = 1e-4 } = settings;
  const { lowerConvexity: mu, lowerSmoothness, upperSmoothness } = constants;
  const { inverseLipschitz = 0, mixedLipschitz = 0 } = constants;
  let { epsilon = 0.1, delta = 0.1 } = settings;
  let [{ x, y }, beta] = [start, first];
  let upper = problem.upper(x, y);

  const lowerSolution = (at: Point, from: Point): Point => {
    let solution = from;
    for (let step = 0; step < most; step++) {
      const slope = problem.lowerY(at, solution);
      solution = plus(solution, slope, -1 / lowerSmoothness);
      if (norm(slope) / (2 * mu) < epsilon) break;
    }
    return solution;
  };

  /** A gradient that is known to point downhill, refining what it is made of until it does. */
  const inexactGradient = (): { gradient: number[]; errorBound: number } => {
    for (;;) {
      y = lowerSolution(x, y);
      const slope = problem.upperY(x, y);
      const q = conjugateGradients((v) => problem.curvature(x, y, v), slope, delta);
      const gradient = plus(problem.upperX(x, y), problem.mixed(x, y, q), -1);
      const b = mixedTransposed(problem, x, y, gradient).reduce(
        (max, value) => Math.max(max, Math.abs(value)),
        0,
      );
      const c = b / mu + inverseLipschitz * norm(slope) * b + (mixedLipschitz * norm(slope)) / mu;
      const errorBound = c * epsilon + (b / mu) * delta + (mixedLipschitz / mu) * epsilon ** 2;
      if (!(errorBound > (1 - eta) * norm(gradient)) || epsilon < finest) return { gradient, errorBound };
      epsilon *= tau;
      delta *= tau;
    }
  };

  for (;;) {
    let point = { accepted: false, backtracks: 0, hypergradient: x.map(() => 0), errorBound: 0 };
    for (let attempt = 0; attempt < attempts && !point.accepted && epsilon >= finest; attempt++) {
      const { gradient, errorBound } = inexactGradient();
      const slack = norm(problem.upperY(x, y)) * epsilon;
      point = { accepted: false, backtracks: attempt + tries, hypergradient: gradient, errorBound };
      for (let index = 0; index < attempt + tries; index++) {
        const rate = beta * pow(rho, index);
        const nextX = plus(x, gradient, -rate);
        const nextY = lowerSolution(nextX, y);
        const next = problem.upper(nextX, nextY);
        const atMost =
          next + norm(problem.upperY(nextX, nextY)) * epsilon + (upperSmoothness * epsilon ** 2) / 2;
        if (!(atMost - upper + slack <= -rate * eta ** 2 * dot(gradient, gradient))) continue;
        [x, y, upper] = [nextX, nextY, next];
        beta = (rate * 10) / 9;
        point = { ...point, accepted: true, backtracks: index };
        break;
      }
      epsilon *= point.accepted ? nu : tau;
      delta *= point.accepted ? nu : tau;
    }
    yield { x, y, upper, epsilon, delta, beta, ...point };
  }
}

/** ∇²ᵧₓg · v, as long as y, by unit vectors of y. */
function mixedTransposed(problem: BilevelProblem, x: Point, y: Point, v: Point): number[] {
  return unitVectors(y.length).map((unit) => dot(problem.mixed(x, y, unit), v));
}

/** Solves A s = b from s = 0 until the residual is at most `tolerance`. */
function conjugateGradients(times: (v: Point) => number[], b: Point, tolerance: number): number[] {
  let solution = b.map(() => 0);
  let [residual, direction] = [[...b], [...b]];
  let before = dot(residual, residual);
  for (let step = 0; step < most && norm(residual) > tolerance; step++) {
    const curved = times(direction);
    const length = before / dot(direction, curved);
    solution = plus(solution, direction, length);
    residual = plus(residual, curved, -length);
    const now = dot(residual, residual);
    direction = plus(residual, direction, now / before);
    before = now;
  }
  return solution;
}
