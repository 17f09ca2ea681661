import { dot } from '../../bilevel/vectors.ts';
import type { ConstrainedProblem } from './constrained-problem.ts';

/** A problem of a collection, and where it is begun. */
export interface KnownProblem {
  readonly problem: ConstrainedProblem;
  readonly start: readonly number[];
  /** The least value of f. */
  readonly optimum: number;
}

/** A square matrix with these entries on both sides of its diagonal, and zeros. @param entries by `row,column`. */
function symmetric(size: number, entries: Readonly<Record<string, number>>): number[][] {
  return Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (__, j) => entries[`${i},${j}`] ?? entries[`${j},${i}`] ?? 0),
  );
}

const diagonal = (values: readonly number[]): number[][] =>
  values.map((value, i) => values.map((_, j) => (i === j ? value : 0)));

/** ‖Rx − r‖² with linear equations Ax = b. */
function leastSquares(
  residuals: readonly (readonly number[])[],
  targets: readonly number[],
  a: readonly (readonly number[])[],
  b: readonly number[],
): ConstrainedProblem {
  const left = (x: readonly number[]) => residuals.map((row, index) => dot(row, x) - targets[index]!);
  const sums = (weights: (row: number) => number) =>
    residuals[0]!.map((_, column) =>
      residuals.reduce((sum, row, index) => sum + weights(index) * row[column]!, 0),
    );
  return {
    value: (x) => dot(left(x), left(x)),
    gradient: (x) => sums((row) => 2 * left(x)[row]!),
    curvature: (x) => x.map((_, column) => sums((row) => 2 * residuals[row]![column]!)),
    constraints: (x) => a.map((row, index) => dot(row, x) - b[index]!),
    jacobian: () => a.map((row) => [...row]),
    constraintCurvature: (x) => symmetric(x.length, {}),
  };
}

/**
 * Problems of Hock & Schittkowski (1981) that are among those of AdaSketch-Newton's program (`CUTEst/Parameter/problems.txt`), with the
 * starts and optima of the collection.
 */
export const hockSchittkowski = {
  HS6: {
    problem: {
      value: ([x]) => (1 - x!) ** 2,
      gradient: ([x]) => [2 * (x! - 1), 0],
      curvature: () => diagonal([2, 0]),
      constraints: ([x, y]) => [10 * (y! - x! ** 2)],
      jacobian: ([x]) => [[-20 * x!, 10]],
      constraintCurvature: (_, [own]) => diagonal([-20 * own!, 0]),
    },
    start: [-1.2, 1],
    optimum: 0,
  },
  HS7: {
    problem: {
      value: ([x, y]) => Math.log(1 + x! ** 2) - y!,
      gradient: ([x]) => [(2 * x!) / (1 + x! ** 2), -1],
      curvature: ([x]) => diagonal([(2 * (1 - x! ** 2)) / (1 + x! ** 2) ** 2, 0]),
      constraints: ([x, y]) => [(1 + x! ** 2) ** 2 + y! ** 2 - 4],
      jacobian: ([x, y]) => [[4 * x! * (1 + x! ** 2), 2 * y!]],
      constraintCurvature: ([x], [own]) => diagonal([own! * (4 + 12 * x! ** 2), 2 * own!]),
    },
    start: [2, 2],
    optimum: -Math.sqrt(3),
  },
  HS28: {
    problem: leastSquares(
      [
        [1, 1, 0],
        [0, 1, 1],
      ],
      [0, 0],
      [[1, 2, 3]],
      [1],
    ),
    start: [-4, 1, 1],
    optimum: 0,
  },
  HS40: {
    problem: {
      value: ([a, b, c, d]) => -a! * b! * c! * d!,
      gradient: ([a, b, c, d]) => [-b! * c! * d!, -a! * c! * d!, -a! * b! * d!, -a! * b! * c!],
      curvature: ([a, b, c, d]) =>
        symmetric(4, {
          '0,1': -c! * d!,
          '0,2': -b! * d!,
          '0,3': -b! * c!,
          '1,2': -a! * d!,
          '1,3': -a! * c!,
          '2,3': -a! * b!,
        }),
      constraints: ([a, b, c, d]) => [a! ** 3 + b! ** 2 - 1, a! ** 2 * d! - c!, d! ** 2 - b!],
      jacobian: ([a, b, , d]) => [
        [3 * a! ** 2, 2 * b!, 0, 0],
        [2 * a! * d!, 0, -1, a! ** 2],
        [0, -1, 0, 2 * d!],
      ],
      constraintCurvature: ([a, , , d], [one, two, three]) =>
        symmetric(4, {
          '0,0': 6 * a! * one! + 2 * d! * two!,
          '1,1': 2 * one!,
          '0,3': 2 * a! * two!,
          '3,3': 2 * three!,
        }),
    },
    start: [0.8, 0.8, 0.8, 0.8],
    optimum: -0.25,
  },
  HS42: {
    problem: {
      ...leastSquares(diagonal([1, 1, 1, 1]), [1, 2, 3, 4], [[1, 0, 0, 0]], [2]),
      constraints: ([a, , c, d]) => [a! - 2, c! ** 2 + d! ** 2 - 2],
      jacobian: ([, , c, d]) => [
        [1, 0, 0, 0],
        [0, 0, 2 * c!, 2 * d!],
      ],
      constraintCurvature: (_, [, own]) => diagonal([0, 0, 2 * own!, 2 * own!]),
    },
    start: [1, 1, 1, 1],
    optimum: 28 - 10 * Math.SQRT2,
  },
  HS48: {
    problem: leastSquares(
      [
        [1, 0, 0, 0, 0],
        [0, 1, -1, 0, 0],
        [0, 0, 0, 1, -1],
      ],
      [1, 0, 0],
      [
        [1, 1, 1, 1, 1],
        [0, 0, 1, -2, -2],
      ],
      [5, -3],
    ),
    start: [3, 5, -3, 2, -2],
    optimum: 0,
  },
  HS51: {
    problem: leastSquares(
      [
        [1, -1, 0, 0, 0],
        [0, 1, 1, 0, 0],
        [0, 0, 0, 1, 0],
        [0, 0, 0, 0, 1],
      ],
      [0, 2, 1, 1],
      [
        [1, 3, 0, 0, 0],
        [0, 0, 1, 1, -2],
        [0, 1, 0, 0, -1],
      ],
      [4, 0, 0],
    ),
    start: [2.5, 0.5, 2, -1, 0.5],
    optimum: 0,
  },
  HS78: {
    problem: {
      value: ([a, b, c, d, e]) => a! * b! * c! * d! * e!,
      gradient: (x) => x.map((_, own) => productWithout(x, [own])),
      curvature: (x) => x.map((_, i) => x.map((__, j) => (i === j ? 0 : productWithout(x, [i, j])))),
      constraints: ([a, b, c, d, e]) => [
        a! ** 2 + b! ** 2 + c! ** 2 + d! ** 2 + e! ** 2 - 10,
        b! * c! - 5 * d! * e!,
        a! ** 3 + b! ** 3 + 1,
      ],
      jacobian: ([a, b, c, d, e]) => [
        [2 * a!, 2 * b!, 2 * c!, 2 * d!, 2 * e!],
        [0, c!, b!, -5 * e!, -5 * d!],
        [3 * a! ** 2, 3 * b! ** 2, 0, 0, 0],
      ],
      constraintCurvature: ([a, b], [one, two, three]) =>
        symmetric(5, {
          '0,0': 2 * one! + 6 * a! * three!,
          '1,1': 2 * one! + 6 * b! * three!,
          '2,2': 2 * one!,
          '3,3': 2 * one!,
          '4,4': 2 * one!,
          '1,2': two!,
          '3,4': -5 * two!,
        }),
    },
    start: [-2, 1.5, 2, -1, -1],
    optimum: -2.91970041,
  },
} as const satisfies Readonly<Record<string, KnownProblem>>;

function productWithout(x: readonly number[], left: readonly number[]): number {
  return x.reduce((product, value, index) => (left.includes(index) ? product : product * value), 1);
}

/**
 * Logistic regression mean log(1 + e^{−y aᵀx}) with Ax = b and ‖x‖² = 1, as AdaSketch-Newton's program has it
 * (`ConstrainedLogisticRegression/…/Eval.jl`).
 *
 * @param samples rows y·a.
 */
export function constrainedLogistic(
  samples: readonly (readonly number[])[],
  a: readonly (readonly number[])[],
  b: readonly number[],
): ConstrainedProblem {
  /** Σ over samples of a weight of each, times the sample, by their number. */
  const mean = (weights: readonly number[]): number[] =>
    samples[0]!.map(
      (_, column) =>
        samples.reduce((sum, row, index) => sum + weights[index]! * row[column]!, 0) / samples.length,
    );
  const slopes = (x: readonly number[]) => samples.map((row) => 1 / (1 + Math.exp(dot(row, x))));
  return {
    value: (x) => samples.reduce((sum, row) => sum + softplus(-dot(row, x)), 0) / samples.length,
    gradient: (x) => mean(slopes(x).map((slope) => -slope)),
    curvature: (x) => {
      const weights = slopes(x).map((slope) => slope * (1 - slope));
      return x.map((_, column) => mean(weights.map((weight, index) => weight * samples[index]![column]!)));
    },
    constraints: (x) => [...a.map((row, index) => dot(row, x) - b[index]!), dot(x, x) - 1],
    jacobian: (x) => [...a.map((row) => [...row]), x.map((value) => 2 * value)],
    constraintCurvature: (x, multipliers) => diagonal(x.map(() => 2 * multipliers.at(-1)!)),
  };
}

/** log(1 + eᵛ), without overflow. */
function softplus(v: number): number {
  return Math.max(v, 0) + Math.log1p(Math.exp(-Math.abs(v)));
}
