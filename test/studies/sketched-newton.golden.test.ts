import { describe, expect, test } from 'vitest';
import type { ConstrainedProblem } from '../../src/studies/constrained/constrained-problem.ts';
import { type Approximation, kaczmarzStep } from '../../src/studies/constrained/kaczmarz.ts';
import {
  type LinearSolver,
  type NewtonIteration,
  sketchedNewton,
  stationarity,
} from '../../src/studies/constrained/sketched-newton.ts';
import { expectClose, flat, goldenCases } from '../agents/golden.ts';

const tolerance = 1e-7;

interface Case<I, E> {
  readonly id: string;
  readonly kind: string;
  readonly inputs: I;
  readonly expected: E;
}

function cases<I, E>(kind: string): Case<I, E>[] {
  return goldenCases<Case<I, E>>('adasketch', 'systems').filter((each) => each.kind === kind);
}

/** The problems of the file, by the words that it has for them. */
const problems: Readonly<Record<string, ConstrainedProblem>> = {
  'min x1+x2 subject to x1^2+x2^2=2': {
    value: ([a, b]) => a! + b!,
    gradient: () => [1, 1],
    curvature: () => [
      [0, 0],
      [0, 0],
    ],
    constraints: ([a, b]) => [a! ** 2 + b! ** 2 - 2],
    jacobian: ([a, b]) => [[2 * a!, 2 * b!]],
    constraintCurvature: (_, [own]) => [
      [2 * own!, 0],
      [0, 2 * own!],
    ],
  },
  'min (x1-1)^4+(x2+0.5)^2+x3^2 subject to x1+x2+x3=1, x1*x2=0.1': {
    value: ([a, b, c]) => (a! - 1) ** 4 + (b! + 0.5) ** 2 + c! ** 2,
    gradient: ([a, b, c]) => [4 * (a! - 1) ** 3, 2 * (b! + 0.5), 2 * c!],
    curvature: ([a]) => [
      [12 * (a! - 1) ** 2, 0, 0],
      [0, 2, 0],
      [0, 0, 2],
    ],
    constraints: ([a, b, c]) => [a! + b! + c! - 1, a! * b! - 0.1],
    jacobian: ([a, b]) => [
      [1, 1, 1],
      [b!, a!, 0],
    ],
    constraintCurvature: (_, [, own]) => [
      [0, own!, 0],
      [own!, 0, 0],
      [0, 0, 0],
    ],
  },
};

interface Inputs {
  readonly problem: string;
  readonly x0: number[];
  readonly lambda0: number[];
  readonly linear_solver: 'exact' | 'Kaczmarz';
  readonly rows?: number[];
  readonly outer_iterations?: number;
  readonly tolerance?: number;
}

interface Iteration {
  readonly singular?: true;
  readonly kkt_before: number;
  readonly shift: number;
  readonly psi: number;
  readonly delta: number;
  readonly eta1: number;
  readonly eta2: number;
  readonly sketch_steps: number;
  readonly alpha: number;
  readonly x: number[];
  readonly lambda: number[];
}

function inTurn(rows: readonly number[]): LinearSolver {
  let next = 0;
  return { nextRow: () => rows[next++ % rows.length]! };
}

test.each(cases<Inputs, { iterations: Iteration[]; final_kkt?: number }>('sqp'))(
  '$id',
  ({ inputs, expected }) => {
    const problem = problems[inputs.problem]!;
    const solver = inputs.rows === undefined ? 'exact' : inTurn(inputs.rows);
    const start = { x: inputs.x0, multipliers: inputs.lambda0 };
    const settings = inputs.tolerance === undefined ? {} : { tolerance: inputs.tolerance };
    const way = sketchedNewton(problem, start, solver, settings);
    const found: NewtonIteration[] = [];
    let end: string | undefined;
    for (let step = 0; step < (inputs.outer_iterations ?? 100); step++) {
      const next = way.next();
      if (next.done) {
        end = next.value;
        break;
      }
      found.push(next.value);
    }
    const wanted = expected.iterations.filter(({ singular }) => !singular);
    expect(end === 'singular').toBe(wanted.length < expected.iterations.length);
    expect(found).toHaveLength(wanted.length);
    for (const [index, own] of found.entries()) {
      const { kkt_before, shift, psi, delta, eta1, eta2, sketch_steps, alpha, x, lambda } = wanted[index]!;
      expectClose(
        [own.before, own.shift, own.psi, own.delta, own.eta1, own.eta2, own.alpha],
        [kkt_before, shift, psi, delta, eta1, eta2, alpha],
        tolerance,
        `iteration ${index + 1}`,
      );
      expectClose([...own.x, ...own.multipliers], [...x, ...lambda], tolerance, `x, λ ${index + 1}`);
      expect(own.sketchSteps).toBe(sketch_steps);
    }
    if (expected.final_kkt === undefined) return;
    const residual = Math.hypot(...stationarity(problem, inputs.x0, inputs.lambda0));
    expectClose(found.at(-1)?.after ?? residual, expected.final_kkt, tolerance, 'last residual');
  },
);

describe('kaczmarz', () => {
  test.each(cases<{ A: number[][]; b: number[]; rows: number[] }, { x: number[][] }>('kaczmarz'))(
    '$id',
    ({ inputs: { A, b, rows }, expected }) => {
      let at: Approximation = { solution: b.map(() => 0), residual: b.map((value) => -value) };
      const found = rows.map((row) => {
        at = kaczmarzStep(A, at, row);
        return [...at.solution];
      });
      expectClose(flat(found), expected.x, tolerance);
    },
  );
});
