import { z } from 'zod';
import { pow } from '../pow.ts';
import { formatNumber } from '../text/format.ts';
import { inWords, verdictOf } from './judging.ts';

import { type SmoothFunction, smoothNewton } from './smooth-newton.ts';
import { defineStudy, type StudyPoint } from './study-entry.ts';

/** Rosenbrock's function (1 − x)² + 100(y − x²)², with its Hessian. */
export const rosenbrockExact: SmoothFunction = {
  value: ([x, y]) => (1 - x!) ** 2 + 100 * (y! - x! ** 2) ** 2,
  gradient: ([x, y]) => [-2 * (1 - x!) - 400 * x! * (y! - x! ** 2), 200 * (y! - x! ** 2)],
  curvature: ([x, y]) => [
    [2 - 400 * (y! - 3 * x! ** 2), -400 * x!],
    [-400 * x!, 200],
  ],
};

/**
 * ‖u‖ᵖ/p of u = (1 − x, 10(y − x²)), half of Rosenbrock's function for p = 2, with the Gauss–Newton matrix: the curvature of u
 * itself is left out.
 */
export function rosenbrockGaussNewton(p: number): SmoothFunction {
  const outer = ([x, y]: readonly number[]) => [1 - x!, 10 * (y! - x! ** 2)] as const;
  const jacobian = ([x]: readonly number[]) => [
    [-1, 0],
    [-20 * x!, 10],
  ];
  const pulled = (x: readonly number[]): readonly number[] => {
    const [u, j] = [outer(x), jacobian(x)];
    return [0, 1].map((column) => u[0] * j[0]![column]! + u[1] * j[1]![column]!);
  };
  const power = (x: readonly number[], exponent: number): number => {
    const [a, b] = outer(x);
    const norm = Math.hypot(a, b);
    return exponent === 0 ? 1 : pow(norm, exponent);
  };
  return {
    value: (x) => power(x, p) / p,
    gradient: (x) => pulled(x).map((own) => power(x, p - 2) * own),
    curvature(x) {
      const [j, g] = [jacobian(x), pulled(x)];
      const along = p === 2 ? 0 : (p - 2) * power(x, p - 4);
      return [0, 1].map((row) =>
        [0, 1].map((column) => {
          const gram = j[0]![row]! * j[0]![column]! + j[1]![row]! * j[1]![column]!;
          return power(x, p - 2) * gram + along * g[row]! * g[column]!;
        }),
      );
    },
  };
}

const functions: ReadonlyMap<string, SmoothFunction> = new Map([
  ['exact Hessian', rosenbrockExact],
  ['Gauss–Newton', rosenbrockGaussNewton(2)],
]);
const [exact, gaussNewton] = [...functions.keys()] as [string, string];

/** How fast Newton's method with a damping that finds itself comes down Rosenbrock's valley. */
export const newton = defineStudy({
  name: 'newton',
  summary: "Newton's method in Rosenbrock's valley, damped by the gradient-normalised smoothness",
  source: 'epfml/grad-norm-smooth at 9f4ca00, methods.py',
  settings: z.object({
    iterations: z.int().positive().default(60).describe('at most; a way ends where the gradient is zero'),
    start: z.array(z.number()).length(2).default([-1.2, 1]).describe('where both ways begin'),
    gamma: z.number().positive().default(1).describe('γ at the start'),
    threshold: z.number().positive().default(1e-21).describe('value that counts as solved'),
  }),
  expected: z.object({
    exact: z.int().positive().describe('iterations to the threshold with the exact Hessian'),
    gauss_newton: z.int().positive().describe('the same with the Gauss–Newton matrix'),
  }),
  drawsNothing: true,
  series: () => [exact, gaussNewton],
  measure: ({ series, settings: { iterations, start, gamma } }) =>
    smoothNewton(functions.get(series)!, start, iterations, gamma).map(({ value }, x) => ({ x, y: value })),
  panels: ({ threshold }) => [
    {
      title: "Value in Rosenbrock's valley",
      x: { label: 'iterations' },
      y: { label: 'value', scale: 'log' },
      reference: threshold,
    },
  ],
  judge(points, { threshold }, expected) {
    const found = [exact, gaussNewton].map((series) => firstBelow(points, series, threshold));
    const published = [expected.exact, expected.gauss_newton];
    const verdict = verdictOf(found.map((iteration, index) => iteration === published[index]));
    const words = found.map((iteration) => (iteration === null ? 'never' : formatNumber(iteration)));
    return {
      verdict,
      sentences: [
        `The value falls below ${threshold} after this many iterations: ${words[0]} with the exact Hessian, ${words[1]} with the Gauss–Newton matrix.`,
        `Published are ${expected.exact} and ${expected.gauss_newton}, so ${inWords(verdict)}.`,
      ],
      beside: [exact, gaussNewton].map((series, index) => ({
        quantity: `iterations to a value below ${threshold}, ${series}`,
        published: formatNumber(published[index]!),
        here: words[index]!,
      })),
    };
  },
});

/** The first iteration whose value is below a threshold; null where there is none. */
function firstBelow(points: readonly StudyPoint[], series: string, threshold: number): number | null {
  const below = points.filter((point) => point.series === series && point.y < threshold).map(({ x }) => x);
  return below.length === 0 ? null : Math.min(...below);
}
