import { describe, expect, test } from 'vitest';
import {
  LeastSquares,
  meanSquaredError,
  predictions,
  randomFeatures,
} from '../../src/studies/least-squares.ts';
import { type TwoSpeeds, twoSpeedError } from '../../src/studies/two-speeds.ts';
import { expectClose, goldenCases } from '../agents/golden.ts';

type Rows = readonly (readonly number[])[];

type Case = { readonly id: string } & (
  | {
      readonly kind: 'multiscale' | 'multiscale_fast' | 'multiscale_slow';
      readonly inputs: TwoSpeeds & { readonly t: readonly number[] };
      readonly expected: Readonly<Record<'R' | 'Q' | 'generalisation_error', readonly number[]>>;
    }
  | {
      readonly kind: 'path';
      readonly inputs: {
        readonly Z: Rows;
        readonly F: Rows;
        readonly w: readonly number[];
        readonly y: readonly number[];
      };
      readonly expected: { readonly rows: Rows };
    }
  | {
      readonly kind: 'random_features';
      readonly inputs: {
        readonly X: Rows;
        readonly y: readonly number[];
        readonly X_test: Rows;
        readonly y_test: readonly number[];
        readonly W: Rows;
      };
      readonly expected: { readonly rows: Rows };
    }
);

const tolerance = 1e-8;

/** Rows by a matrix. */
function product(rows: Rows, matrix: Rows): number[][] {
  return rows.map((row) =>
    matrix[0]!.map((_, column) => row.reduce((sum, value, i) => sum + value * matrix[i]![column]!, 0)),
  );
}

function dot(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, value, index) => sum + value * other[index]!, 0);
}

describe('double descent as recorded', () => {
  for (const { id, ...each } of goldenCases<Case>('double_descent', 'systems')) {
    test(id, () => {
      switch (each.kind) {
        case 'path': {
          const { Z, F, w, y } = each.inputs;
          const problem = new LeastSquares(product(Z, F), y);
          const lr = 1 / problem.singularValues[0]! ** 2;
          for (const [steps, ...numbers] of each.expected.rows) {
            const ours = problem.afterSteps(lr, steps!);
            const [seen] = [predictions(F, ours)];
            const [r, q] = [dot(w, seen) / w.length, dot(seen, seen) / w.length];
            const error = (dot(w, w) / w.length - 2 * r + q) / 2;
            expectClose(
              [...problem.afterTime(lr * steps!), ...ours, r, q, error],
              numbers,
              tolerance,
              `${steps}`,
            );
          }
          break;
        }
        case 'random_features': {
          const { X, y, X_test, y_test, W } = each.inputs;
          for (const [m, ...numbers] of each.expected.rows) {
            const w = W.map((row) => row.slice(0, m));
            const [train, unseen] = [randomFeatures(X, w), randomFeatures(X_test, w)];
            const problem = new LeastSquares(train, y);
            const lr = 1 / problem.singularValues[0]! ** 2;
            const errors = (weights: readonly number[]) => [
              meanSquaredError(predictions(train, weights), y),
              meanSquaredError(predictions(unseen, weights), y_test),
            ];
            const found = [
              ...errors(problem.pseudoInverse()),
              problem.conditionNumber,
              ...errors(problem.afterSteps(lr, 10)),
              ...errors(problem.afterSteps(lr, 1000)),
            ];
            expectClose(found, numbers, tolerance, `${m}`);
          }
          break;
        }
        default: {
          const { t, ...system } = each.inputs;
          const times = { multiscale: undefined, multiscale_fast: 'slow', multiscale_slow: 'fast' }[
            each.kind
          ];
          const found = t.map((time) =>
            times === undefined
              ? twoSpeedError(system, time)
              : times === 'slow'
                ? twoSpeedError(system, time, 1e-3)
                : twoSpeedError(system, 1e8, time),
          );
          expectClose(
            found.map(({ r }) => r),
            each.expected.R,
            tolerance,
          );
          expectClose(
            found.map(({ q }) => q),
            each.expected.Q,
            tolerance,
          );
          expectClose(
            found.map(({ error }) => error),
            each.expected.generalisation_error,
            tolerance,
          );
          expect(found.every(({ error }) => Number.isFinite(error))).toBe(true);
        }
      }
    });
  }
});
