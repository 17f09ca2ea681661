import { describe, expect, test } from 'vitest';
import {
  type Iterates,
  type LabelledPoints,
  logisticDescent,
  logisticLoss,
  normalizedPolicyGradient,
  type PerceptronVariant,
  perceptron,
  stepsToSeparate,
  worstCase,
} from '../../src/studies/linear-separation.ts';
import { expectClose, goldenCases } from '../agents/golden.ts';

interface Inputs {
  readonly A: readonly (readonly number[])[];
  readonly y: readonly number[];
}

type Case = { readonly id: string; readonly note?: string } & (
  | {
      readonly kind: 'separation_table';
      readonly inputs: object;
      readonly expected: {
        readonly rows_n_lr_normalized_iterations: readonly (readonly [
          number,
          number | PerceptronVariant,
          boolean | null,
          number,
        ])[];
      };
    }
  | {
      readonly kind: 'lr_gd';
      readonly inputs: Inputs & { readonly lr: number; readonly normalized: boolean; readonly steps: number };
      readonly expected: {
        readonly theta: readonly (readonly number[])[];
        readonly loss?: readonly number[];
        readonly iterations_to_separate: number | null;
      };
    }
  | {
      readonly kind: 'perceptron';
      readonly inputs: Inputs & { readonly variant: PerceptronVariant };
      readonly expected: {
        readonly theta: readonly (readonly number[])[];
        readonly updates_to_separate: number | null;
      };
    }
  | {
      readonly kind: 'limit';
      readonly inputs: Inputs & { readonly lr: number; readonly normalized: boolean; readonly steps: number };
      readonly expected: {
        readonly theta_over_lr: readonly (readonly number[])[];
        readonly batch_perceptron: readonly (readonly number[])[];
      };
    }
  | {
      readonly kind: 'npg_bandit';
      readonly inputs: {
        readonly contexts: readonly (readonly number[])[];
        readonly best_arm: readonly (0 | 1)[];
        readonly lr: number;
        readonly steps: number;
      };
      readonly expected: { readonly kernel: readonly (readonly (readonly number[])[])[] };
    }
);

const tolerance = 1e-9;
const most = 10_000;

function first(iterates: Iterates, count: number): (readonly number[])[] {
  return Array.from({ length: count }, () => iterates.next().value);
}

const dataOf = ({ A, y }: Inputs): LabelledPoints => ({ points: A, labels: y });

describe('separation as recorded', () => {
  for (const { id, ...each } of goldenCases<Case>('perceptron', 'systems')) {
    test(id, () => {
      switch (each.kind) {
        case 'separation_table':
          for (const [n, lr, normalized, count] of each.expected.rows_n_lr_normalized_iterations) {
            const data = worstCase(n);
            const iterates =
              typeof lr === 'number' ? logisticDescent(data, lr, normalized!) : perceptron(data, lr);
            expect(stepsToSeparate(data, iterates, most), `${lr}`).toBe(count);
          }
          break;
        case 'lr_gd': {
          const { inputs, expected } = each;
          const data = dataOf(inputs);
          const descent = () => logisticDescent(data, inputs.lr, inputs.normalized);
          const theta = first(descent(), inputs.steps + 1);
          expectClose(theta.flat(), expected.theta, tolerance);
          if (expected.loss) {
            const losses = theta.map((own) => logisticLoss(data, own));
            // Relative: losses of far-off points are of any size.
            for (const [step, loss] of losses.entries())
              expectClose(loss / expected.loss[step]!, 1, tolerance);
          }
          expect(stepsToSeparate(data, descent(), most) ?? null).toBe(expected.iterations_to_separate);
          break;
        }
        case 'perceptron': {
          const { inputs, expected } = each;
          const data = dataOf(inputs);
          const theta = first(perceptron(data, inputs.variant), expected.theta.length);
          expectClose(theta.flat(), expected.theta, tolerance);
          expect(stepsToSeparate(data, perceptron(data, inputs.variant), most) ?? null).toBe(
            expected.updates_to_separate,
          );
          break;
        }
        case 'limit': {
          const { inputs, expected } = each;
          const data = dataOf(inputs);
          const theta = first(logisticDescent(data, inputs.lr, inputs.normalized), inputs.steps + 1);
          expectClose(
            theta.flat().map((value) => value / inputs.lr),
            expected.theta_over_lr,
            tolerance,
          );
          expectClose(first(perceptron(data, 'batch'), 2).flat(), expected.batch_perceptron, tolerance);
          break;
        }
        case 'npg_bandit': {
          const { contexts, best_arm, lr, steps } = each.inputs;
          const kernels = normalizedPolicyGradient(contexts, best_arm, lr);
          kernels.next();
          const found = Array.from({ length: steps }, () => kernels.next().value);
          expectClose(found.flat(2), each.expected.kernel, tolerance);
          break;
        }
      }
    });
  }
});
