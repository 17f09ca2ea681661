import { rosenbrockExact, rosenbrockGaussNewton } from '../../src/studies/newton.ts';
import type { SmoothFunction } from '../../src/studies/smooth-newton.ts';

type Matrix = readonly (readonly number[])[];

/** A case of goldens/systems/gns.json. */
export interface Case {
  readonly id: string;
  readonly inputs: {
    readonly function: string;
    readonly hessian: string;
    readonly p?: number;
    readonly A?: Matrix;
    readonly b?: readonly number[];
    readonly mu?: number;
    readonly B?: Matrix;
    readonly observations?: Matrix;
    readonly actions?: readonly number[];
    readonly advantages?: readonly number[];
    readonly x0: readonly number[];
    readonly gamma0: number;
    readonly iterations: number;
  };
  readonly expected: {
    readonly x: Matrix;
    readonly f: readonly number[];
    readonly gamma: readonly number[];
    readonly solves: readonly number[];
    readonly failed_factorisations?: number;
  };
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, own, index) => sum + own * b[index]!, 0);

function softmax(scores: readonly number[]): number[] {
  const largest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - largest));
  const sum = powers.reduce((total, own) => total + own, 0);
  return powers.map((own) => own / sum);
}

/** μ log Σ exp((Ax − b)/μ), with its Hessian or Aᵀ diag(softmax) A/μ. */
function logSumExp(a: Matrix, b: readonly number[], mu: number, isExact: boolean): SmoothFunction {
  const scores = (x: readonly number[]) => a.map((row, index) => (dot(row, x) - b[index]!) / mu);
  const gradient = (x: readonly number[]) => {
    const shares = softmax(scores(x));
    return x.map((_, column) => shares.reduce((sum, own, row) => sum + own * a[row]![column]!, 0));
  };
  return {
    gradient,
    value(x) {
      const own = scores(x);
      const largest = Math.max(...own);
      return mu * (largest + Math.log(own.reduce((sum, score) => sum + Math.exp(score - largest), 0)));
    },
    curvature(x) {
      const [shares, g] = [softmax(scores(x)), gradient(x)];
      return g.map((gi, i) =>
        g.map((gj, j) => {
          const weighted = shares.reduce((sum, own, row) => sum + own * a[row]![i]! * a[row]![j]!, 0);
          return (weighted - (isExact ? gi * gj : 0)) / mu;
        }),
      );
    },
  };
}

/** (x · x)²/4 − 1.5 x · x + 0.3 x₁. */
const radialQuartic: SmoothFunction = {
  value: (x) => dot(x, x) ** 2 / 4 - 1.5 * dot(x, x) + 0.3 * x[0]!,
  gradient: (x) => x.map((own, index) => (dot(x, x) - 3) * own + (index === 0 ? 0.3 : 0)),
  curvature: (x) => x.map((a, i) => x.map((b, j) => 2 * a * b + (i === j ? dot(x, x) - 3 : 0))),
};

/** Minus the mean of A · π/π_old of a linear softmax policy, with the Fisher matrix of the policy at hand. */
function surrogate({ observations, actions, advantages, x0 }: Case['inputs']): SmoothFunction {
  const [rows, outputs] = [observations!, x0.length / observations![0]!.length];
  const policy = (x: readonly number[], seen: readonly number[]) =>
    softmax(
      Array.from({ length: outputs }, (_, out) =>
        seen.reduce((sum, own, input) => sum + own * x[input * outputs + out]!, 0),
      ),
    );
  const old = rows.map((seen, row) => policy(x0, seen)[actions![row]!]!);
  const mean = (of: (seen: readonly number[], row: number) => number): number =>
    rows.reduce((sum, seen, row) => sum + of(seen, row), 0) / rows.length;
  return {
    value: (x) => -mean((seen, row) => (advantages![row]! * policy(x, seen)[actions![row]!]!) / old[row]!),
    gradient: (x) =>
      x.map((_, at) => {
        const [input, out] = [Math.floor(at / outputs), at % outputs];
        return -mean((seen, row) => {
          const chances = policy(x, seen);
          const taken = chances[actions![row]!]!;
          const slope = taken * ((out === actions![row]! ? 1 : 0) - chances[out]!);
          return (advantages![row]! / old[row]!) * slope * seen[input]!;
        });
      }),
    curvature: (x) =>
      x.map((_, i) =>
        x.map((__, j) => {
          const [one, other] = [i % outputs, j % outputs];
          return mean((seen) => {
            const chances = policy(x, seen);
            const covariance = (one === other ? chances[one]! : 0) - chances[one]! * chances[other]!;
            return covariance * seen[Math.floor(i / outputs)]! * seen[Math.floor(j / outputs)]!;
          });
        }),
      ),
  };
}

/** What a case goes down, with what stands for its Hessian. */
export function functionOf(inputs: Case['inputs']): SmoothFunction {
  switch (inputs.function) {
    case 'rosenbrock':
      return rosenbrockExact;
    case 'rosenbrock_norm':
      return rosenbrockGaussNewton(inputs.p!);
    case 'logsumexp':
      return logSumExp(inputs.A!, inputs.b!, inputs.mu!, inputs.hessian === 'exact');
    case 'radial_quartic':
      return radialQuartic;
    case 'softmax_surrogate':
      return surrogate(inputs);
    default:
      throw new Error(`no function ${inputs.function}`);
  }
}
