import { expect, test } from 'vitest';
import { boRep } from '../../src/bilevel/bo-rep.ts';
import { constrainedToy, toySolution, toyStart } from '../../src/bilevel/constrained-toy.ts';
import { hypergradient } from '../../src/bilevel/hypergradient.ts';
import { type LvHbaSettings, lvHba } from '../../src/bilevel/lv-hba.ts';
import { type MaidSettings, maid } from '../../src/bilevel/maid.ts';
import { penaltyDescent, penaltyGradient } from '../../src/bilevel/penalty.ts';
import { type QuadraticProblem, quadraticProblem } from '../../src/bilevel/quadratic-problem.ts';
import { expectClose, flat, goldenCases } from '../agents/golden.ts';

const tolerance = 1e-7;

type Rows = number[][];

interface Inputs {
  readonly A1: Rows;
  readonly A2: Rows;
  readonly A3: Rows;
  readonly b1: number[];
  readonly b2: number[];
  readonly c?: number;
}

interface Case<I, E> {
  readonly id: string;
  readonly kind: string;
  readonly inputs: I;
  readonly expected: E;
}

function cases<I, E>(kind: string): Case<I, E>[] {
  return goldenCases<Case<I, E>>('bilevel', 'systems').filter((each) => each.kind === kind);
}

function problemOf({ A1, A2, A3, b1, b2, c }: Inputs): QuadraticProblem {
  return quadraticProblem({ a1: A1, a2: A2, a3: A3, b1, b2, ...(c !== undefined && { c }) });
}

function first<T>(way: Generator<T>, count: number): T[] {
  return Array.from({ length: count }, () => way.next().value as T);
}

interface MaidIteration {
  readonly theta: number[];
  readonly x: number[];
  readonly upper: number;
  readonly epsilon: number;
  readonly delta: number;
  readonly beta: number;
  readonly accepted: boolean;
  readonly backtracks: number;
  readonly hypergradient: number[];
  readonly error_bound: number;
}

test.each(
  cases<
    Inputs & { theta0: number[]; x0: number[]; iterations: number; eps: number } & Required<
        Omit<MaidSettings, 'epsilon'>
      >,
    {
      iterations: MaidIteration[];
      optimal_theta: number[];
      optimal_upper: number;
      exact_hypergradient_at_start: number[];
    }
  >('maid'),
)('$id', ({ inputs, expected }) => {
  const problem = problemOf(inputs);
  const { theta0, x0, iterations, eps, delta, beta, rho, tau, nu, eta } = inputs;
  const { lower, upper } = problem.curvatures;
  const constants = { lowerConvexity: lower[0]!, lowerSmoothness: lower.at(-1)!, upperSmoothness: upper };
  const way = maid(problem, { x: theta0, y: x0 }, constants, {
    epsilon: eps,
    delta,
    beta,
    rho,
    tau,
    nu,
    eta,
  });
  for (const [index, point] of first(way, iterations).entries()) {
    const wanted = expected.iterations[index]!;
    const found = [
      point.x,
      point.y,
      point.upper,
      point.epsilon,
      point.delta,
      point.beta,
      point.hypergradient,
    ];
    const { theta, x, upper: value, epsilon, delta: accuracy, beta: rate, hypergradient: gradient } = wanted;
    expectClose(
      flat([...found, point.errorBound]),
      [theta, x, value, epsilon, accuracy, rate, gradient, wanted.error_bound],
      tolerance,
    );
    expect([point.accepted, point.backtracks]).toEqual([wanted.accepted, wanted.backtracks]);
  }
  const solution = problem.solution();
  expectClose(solution, expected.optimal_theta, tolerance);
  expectClose(problem.upper(solution, problem.lowerSolution(solution)), expected.optimal_upper, tolerance);
  const exact = hypergradient(problem, theta0, problem.lowerSolution(theta0));
  expectClose(exact, expected.exact_hypergradient_at_start, tolerance);
});

test.each(cases<Inputs & { theta: number[] }, { hypergradient: number[] }>('hypergradient'))(
  '$id',
  ({ inputs, expected }) => {
    const problem = problemOf(inputs);
    const found = hypergradient(problem, inputs.theta, problem.lowerSolution(inputs.theta));
    expectClose(found, expected.hypergradient, tolerance);
  },
);

test.each(
  cases<Inputs & { x: number[] }, { exact_hypergradient: number[]; rows_sigma_gradient_error: Rows }>(
    'penalty_bias',
  ),
)('$id', ({ inputs, expected }) => {
  const problem = problemOf(inputs);
  const { x } = inputs;
  const z = problem.lowerSolution(x);
  const exact = hypergradient(problem, x, z);
  expectClose(exact, expected.exact_hypergradient, tolerance);
  for (const [sigma, ...wanted] of expected.rows_sigma_gradient_error) {
    // The minimum of σf + g is that of one least-squares problem.
    const scaled = (rows: Rows): Rows => rows.map((row) => row.map((value) => value * Math.sqrt(sigma!)));
    const both = quadraticProblem({
      a1: [[...x.map(() => 0)]],
      b1: [0],
      a2: [...scaled(inputs.A1), ...inputs.A2],
      a3: [...inputs.A1.map(() => x.map(() => 0)), ...inputs.A3],
      b2: [...inputs.b1.map((value) => value * Math.sqrt(sigma!)), ...inputs.b2],
    });
    const gradient = penaltyGradient(problem, { x, y: both.lowerSolution(x), z }, sigma!);
    const error = Math.hypot(...gradient.map((value, index) => value - exact[index]!));
    expectClose([...gradient, error], wanted, 1e-6);
  }
});

type Starts = Inputs & { x0: number[]; y0: number[]; z0: number[] };
type Penalties = Starts & {
  sigma: number;
  alpha: number;
  gamma: number;
  outer_steps: number;
  inner_steps?: number;
  beta?: number;
};

test.each([
  ...cases<Penalties, { rows_x_y_z: number[][][] }>('penalty'),
  ...cases<Penalties, { rows_x_y_z: number[][][] }>('penalty_momentum'),
])('$id', ({ inputs, expected }) => {
  const { x0, y0, z0, sigma, alpha, gamma, inner_steps, beta, outer_steps } = inputs;
  const settings = { sigma, alpha, gamma, innerSteps: inner_steps ?? 1, momentum: beta ?? 0 };
  const way = penaltyDescent(problemOf(inputs), { x: x0, y: y0, z: z0 }, settings);
  expectClose(flat(first(way, outer_steps).map(({ x, y, z }) => [x, y, z])), expected.rows_x_y_z, tolerance);
});

type BoReps = Starts & {
  interval: number;
  inner_steps: number;
  steps: number;
  nu: number;
  eta: number;
  beta: number;
  gamma: number;
};

test.each([
  ...cases<BoReps, { rows_x_y_z_m: number[][][] }>('bo_rep'),
  ...cases<BoReps, { rows_x_y_z_m: number[][][] }>('bo_rep_plain'),
])('$id', ({ kind, inputs, expected }) => {
  const { x0, y0, z0, interval, inner_steps, nu, eta, beta, gamma, steps } = inputs;
  const settings = { interval, innerSteps: inner_steps, nu, eta, beta, gamma, normalized: kind === 'bo_rep' };
  const way = first(boRep(problemOf(inputs), { x: x0, y: y0, z: z0 }, settings), steps);
  const columns = expected.rows_x_y_z_m[0]!.length;
  expectClose(
    flat(way.map(({ x, y, z, m }) => [x, y, z, m].slice(0, columns))),
    expected.rows_x_y_z_m,
    tolerance,
  );
});

test.each(
  cases<
    { dimension: number; iterations: number; lambda0: number; z0: number } & Required<
      Omit<LvHbaSettings, 'penalty'>
    >,
    { rows: Rows; limit_as_c_k_grows?: number[] }
  >('lv_hba'),
)('$id', ({ inputs, expected }) => {
  const { dimension, iterations, lambda0, z0, ...settings } = inputs;
  const start = { ...toyStart(dimension), lambda: lambda0, z: z0 };
  const way = first(lvHba(constrainedToy(dimension), start, settings), iterations);
  for (const [iteration, ...wanted] of expected.rows) {
    const { x, y, theta, lambda, z } = way[iteration! - 1]!;
    const found = [x[0]!, y[0]!, y[dimension]!, theta[0]!, theta[dimension]!, lambda, z];
    expectClose(found, wanted, tolerance, `iteration ${iteration}`);
    // Every block is constant.
    expectClose([x.at(-1)!, y.at(-1)!, theta.at(-1)!], [x[0]!, y[dimension]!, theta[dimension]!], tolerance);
  }
  if (expected.limit_as_c_k_grows) expect(expected.limit_as_c_k_grows).toEqual([...toySolution]);
});
