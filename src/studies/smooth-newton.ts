import { CholeskyDecomposition, Matrix } from 'ml-matrix';

/** A smooth function of several variables, in double precision. */
export interface SmoothFunction {
  value(x: readonly number[]): number;
  gradient(x: readonly number[]): readonly number[];
  /** The Hessian or what stands for it, symmetric. */
  curvature(x: readonly number[]): readonly (readonly number[])[];
}

/** Where Newton's method stands. */
export interface NewtonState {
  readonly x: readonly number[];
  readonly value: number;
  /** What the gradient's norm is divided by to damp the next step. */
  readonly gamma: number;
  /** Linear equations solved so far. */
  readonly solves: number;
  /** Dampings so far that left the matrix indefinite. */
  readonly indefinite: number;
}

const mostTries = 41;
const eps = 1e-8;
const leastGamma = 1e-9;

/**
 * Newton's method damped by the gradient-normalised smoothness: with λ = ‖g‖/(γ + 1e-8) the step is d = −(H + λB)⁻¹g. It is
 * accepted where f falls by at least ‖∇f(x + d)‖²/(8λ), and then γ doubles, to 1e-9 at least; otherwise, and where H + λB is not
 * positive definite, γ is halved and the step tried anew, 41 times in all, after which the last one is taken. Norms are those
 * of B⁻¹.
 *
 * Source: epfml/grad-norm-smooth at 9f4ca00, methods.py, which gives up where a matrix is indefinite.
 *
 * @param metric B, symmetric and positive definite; left out for the identity.
 * @returns the start, and where each of at most so many iterations leads; the way ends where the gradient is zero.
 */
export function smoothNewton(
  f: SmoothFunction,
  start: readonly number[],
  iterations: number,
  gamma = 1,
  metric?: readonly (readonly number[])[],
): NewtonState[] {
  const b = metric ? new Matrix(metric.map((row) => [...row])) : Matrix.eye(start.length);
  const inverse = new CholeskyDecomposition(b);
  const squaredNorm = (g: readonly number[]): number => {
    const solved = inverse.solve(Matrix.columnVector([...g])).to1DArray();
    return g.reduce((sum, own, index) => sum + own * solved[index]!, 0);
  };
  const way: NewtonState[] = [{ x: start, value: f.value(start), gamma, solves: 0, indefinite: 0 }];
  for (let iteration = 0; iteration < iterations; iteration++) {
    const next = iterated(f, way.at(-1)!, b, squaredNorm);
    if (next === null) break;
    way.push(next);
  }
  return way;
}

function iterated(
  f: SmoothFunction,
  { x, value, ...before }: NewtonState,
  metric: Matrix,
  squaredNorm: (g: readonly number[]) => number,
): NewtonState | null {
  const gradient = f.gradient(x);
  const norm = Math.sqrt(squaredNorm(gradient));
  if (norm === 0) return null;
  const curvature = mirrored(f.curvature(x));
  let { gamma, solves, indefinite } = before;
  let reached = x;
  for (let attempt = 0; attempt < mostTries; attempt++) {
    const damping = norm / (gamma + eps);
    const factor = new CholeskyDecomposition(Matrix.add(curvature, Matrix.mul(metric, damping)));
    if (!factor.isPositiveDefinite()) {
      indefinite++;
      gamma /= 2;
      continue;
    }
    solves++;
    const step = factor.solve(Matrix.columnVector([...gradient])).to1DArray();
    reached = x.map((own, index) => own - step[index]!);
    const fall = value - f.value(reached);
    if (fall >= squaredNorm(f.gradient(reached)) / (8 * damping)) {
      gamma = Math.max(2 * gamma, leastGamma);
      break;
    }
    gamma /= 2;
  }
  return { x: reached, value: f.value(reached), gamma, solves, indefinite };
}

/** Symmetric to the last bit, by the lower triangle. */
function mirrored(rows: readonly (readonly number[])[]): Matrix {
  return new Matrix(rows.map((row, i) => row.map((_, j) => rows[Math.max(i, j)]![Math.min(i, j)]!)));
}
