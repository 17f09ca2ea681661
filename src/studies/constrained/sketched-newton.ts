import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { dot, norm, plus, solved } from '../../bilevel/vectors.ts';
import type { ConstrainedProblem } from './constrained-problem.ts';
import { type Approximation, kaczmarzStep } from './kaczmarz.ts';

/** How a Newton system is solved: to the last digit, or by Kaczmarz's steps on rows that are drawn. */
export type LinearSolver = 'exact' | { readonly nextRow: (rows: number) => number };

/** Defaults are those of the program. */
export interface SketchedNewtonSettings {
  /** Residual ‖(∇ₓL, c)‖ that counts as solved. Default 1e-4. */
  readonly tolerance?: number;
  /** Weights of ‖c‖²/2 and ‖∇ₓL‖²/2 in what steps have to lower. Defaults 1 and 0.1. */
  readonly eta1?: number;
  readonly eta2?: number;
  /** How exactly systems are solved. Default 0.1. */
  readonly delta?: number;
  /** Share of the decrease along the slope that a step must make. Default 0.1. */
  readonly beta?: number;
  /** By what weights and accuracy change. Default 1.5. */
  readonly nu?: number;
}

/** One iteration. */
export interface NewtonIteration {
  readonly x: readonly number[];
  readonly multipliers: readonly number[];
  /** Residuals ‖(∇ₓL, c)‖ before and after. */
  readonly before: number;
  readonly after: number;
  /** What was added to the diagonal of the Hessian. */
  readonly shift: number;
  readonly psi: number;
  readonly delta: number;
  readonly eta1: number;
  readonly eta2: number;
  /** Steps of Kaczmarz's method; 0 for exact solutions. */
  readonly sketchSteps: number;
  /** The length of the step. */
  readonly alpha: number;
}

/** Why there is no further iteration: the residual is small, not finite, or equations depend on each other. */
export type NewtonEnd = 'solved' | 'diverged' | 'singular';

/** Added to the diagonal where the reduced Hessian has an eigenvalue below `leastCurvature`, besides the norm of the Hessian. */
const leastShift = 0.1;
const leastCurvature = 1e-6;
/** The least eigenvalue of AAᵀ with which equations count as independent. */
const leastIndependence = 1e-2;
const leastDelta = 1e-6;
/** Steps of Kaczmarz's method between two looks at the direction. */
const mostSketchSteps = 1e5;

/**
 * Newton's method for equations as constraints, with systems that are solved as exactly as the decrease of an exact augmented
 * Lagrangian asks for (Hong, Na, Mahoney & Kolar 2023, "Constrained Optimization via Exact Augmented Lagrangian and Randomized
 * Iterative Sketching"; IlgeeHong/AdaSketch-Newton at d7e0c22, `AdaSketchNewtonRK.jl`, with the sign of the first residual put right).
 * One iteration at a time.
 */
export function* sketchedNewton(
  problem: ConstrainedProblem,
  start: { readonly x: readonly number[]; readonly multipliers: readonly number[] },
  solver: LinearSolver,
  { tolerance = 1e-4, eta1 = 1, eta2 = 0.1, delta = 0.1, beta = 0.1, nu = 1.5 }: SketchedNewtonSettings = {},
): Generator<NewtonIteration, NewtonEnd> {
  let { x, multipliers } = start;
  let at = stationarity(problem, x, multipliers);
  while (norm(at) > tolerance) {
    const a = problem.jacobian(x);
    const independence = leastEigenvalue(a.map((row) => a.map((other) => dot(row, other))));
    if (independence < leastIndependence) return 'singular';
    const hessian = added(problem.curvature(x), problem.constraintCurvature(x, multipliers));
    const shift = leastReduced(hessian, a) < leastCurvature ? leastShift + frobenius(hessian) : 0;
    const b = hessian.map((row, i) => row.map((value, j) => value + (i === j ? shift : 0)));
    const psi = (20 * Math.max(frobenius(b) ** 2, 1)) / (Math.min(independence, 1) * leastShift);
    const upsilon = Math.max(frobenius(a), frobenius(hessian), 1);
    const allowed = (): number => ((0.5 - beta) * eta2) / ((1 + eta1 + eta2) * upsilon ** 2 * psi ** 2);
    delta = Math.max(leastDelta, Math.min(delta, allowed()));
    const system = saddle(b, a);
    const size = frobenius(system);
    const [n, length] = [x.length, norm(at)];
    const curvature = problem.curvature(x);
    const [slopeX, slopeC] = [at.slice(0, n), at.slice(n)];
    /** Of the augmented Lagrangian along a direction. */
    const slope = (direction: readonly number[]): number => {
      const byX = plus(plus(slopeX, times(curvature, slopeX), eta2), transposed(a, slopeC), eta1);
      return dot([...byX, ...plus(slopeC, times(a, slopeX), eta2)], direction);
    };
    let sketchSteps = 0;
    let found: Approximation =
      solver === 'exact'
        ? {
            solution: solved(
              system,
              at.map((value) => -value),
            ),
            residual: at.map(() => 0),
          }
        : { solution: at.map(() => 0), residual: at };
    for (;;) {
      for (let steps = 0; steps < mostSketchSteps && solver !== 'exact'; steps++) {
        if (!(size * psi * norm(found.residual) > delta * length)) break;
        found = kaczmarzStep(system, found, solver.nextRow(system.length));
        sketchSteps++;
      }
      if (eta1 > 1e8 || eta2 < 1e-8) break;
      if (!(slope(found.solution) > -(eta2 / 2) * length ** 2)) break;
      eta1 *= nu ** 2;
      eta2 /= nu;
      delta = Math.max(leastDelta, Math.min(delta / nu ** 4, allowed()));
    }
    const moved = (by: number) => ({
      x: plus(x, found.solution.slice(0, n), by),
      multipliers: plus(multipliers, found.solution.slice(n), by),
    });
    const merit = (own: typeof start): number => augmented(problem, own, eta1, eta2);
    const [old, descent] = [merit({ x, multipliers }), slope(found.solution)];
    let alpha = 1;
    while (merit(moved(alpha)) > old + alpha * beta * descent) alpha /= 2;
    ({ x, multipliers } = moved(alpha));
    at = stationarity(problem, x, multipliers);
    yield {
      x,
      multipliers,
      before: length,
      after: norm(at),
      shift,
      psi,
      delta,
      eta1,
      eta2,
      sketchSteps,
      alpha,
    };
  }
  return Number.isFinite(norm(at)) ? 'solved' : 'diverged';
}

/** (∇ₓL, c): zero at a solution. */
export function stationarity(
  problem: ConstrainedProblem,
  x: readonly number[],
  multipliers: readonly number[],
): number[] {
  return [
    ...plus(problem.gradient(x), transposed(problem.jacobian(x), multipliers)),
    ...problem.constraints(x),
  ];
}

/** f + λᵀc + η₁/2 ‖c‖² + η₂/2 ‖∇ₓL‖² */
function augmented(
  problem: ConstrainedProblem,
  { x, multipliers }: { readonly x: readonly number[]; readonly multipliers: readonly number[] },
  eta1: number,
  eta2: number,
): number {
  const at = stationarity(problem, x, multipliers);
  const [slope, c] = [at.slice(0, x.length), at.slice(x.length)];
  return problem.value(x) + dot(multipliers, c) + (eta1 / 2) * dot(c, c) + (eta2 / 2) * dot(slope, slope);
}

/** [B Aᵀ; A 0] */
function saddle(b: readonly (readonly number[])[], a: readonly (readonly number[])[]): number[][] {
  return [
    ...b.map((row, i) => [...row, ...a.map((equation) => equation[i]!)]),
    ...a.map((equation) => [...equation, ...a.map(() => 0)]),
  ];
}

/** The least eigenvalue of the Hessian along the directions that change no equation; infinite where there is none. */
function leastReduced(hessian: number[][], a: number[][]): number {
  const free = hessian.length - a.length;
  if (free === 0) return Number.POSITIVE_INFINITY;
  const rows = new Matrix(a);
  const gram = new EigenvalueDecomposition(rows.transpose().mmul(rows), { assumeSymmetric: true });
  // In ascending order; those of directions that change nothing are zero.
  const basis = gram.eigenvectorMatrix.subMatrix(0, hessian.length - 1, 0, free - 1);
  return leastEigenvalue(basis.transpose().mmul(new Matrix(hessian)).mmul(basis).to2DArray());
}

function leastEigenvalue(symmetric: number[][]): number {
  return Math.min(
    ...new EigenvalueDecomposition(new Matrix(symmetric), { assumeSymmetric: true }).realEigenvalues,
  );
}

function frobenius(matrix: readonly (readonly number[])[]): number {
  return norm(matrix.flat());
}

function added(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number[][] {
  return a.map((row, index) => plus(row, b[index]!));
}

function times(matrix: readonly (readonly number[])[], vector: readonly number[]): number[] {
  return matrix.map((row) => dot(row, vector));
}

/** Aᵀv, as long as a row. */
function transposed(matrix: readonly (readonly number[])[], vector: readonly number[]): number[] {
  return matrix[0]!.map((_, column) =>
    dot(
      matrix.map((row) => row[column]!),
      vector,
    ),
  );
}
