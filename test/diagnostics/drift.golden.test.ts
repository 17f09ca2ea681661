import { describe, expect, test } from 'vitest';
import { drift } from '../../src/diagnostics/drift/drift.ts';
import type { Measured } from '../../src/diagnostics/index.ts';
import {
  alongFlow,
  gradientFlow,
  leadingDrift,
  modifiedFlow,
  principalFlow,
  regularizedGradient,
  twoPlayerDrift,
} from '../../src/diagnostics/index.ts';
import * as tf from '../../src/tensors/tf.ts';
import { goldenCases } from '../agents/golden.ts';
import { probeOf } from './probe-of.ts';

interface QuadraticCase {
  readonly kind: 'drift_quadratic';
  readonly id: string;
  readonly inputs: {
    readonly H: readonly (readonly number[])[];
    readonly theta: readonly number[];
    readonly lr: number;
  };
  readonly expected: Readonly<Record<string, readonly number[] | number>>;
}

interface PlayersCase {
  readonly kind: 'two_player_coefficients';
  readonly id: string;
  readonly inputs: {
    readonly simultaneous: boolean;
    readonly lr_first: number;
    readonly lr_second: number;
    readonly updates_first: number;
    readonly updates_second: number;
  };
  readonly expected: Readonly<
    Record<'first' | 'second', { readonly self_norm: number; readonly other_dot_prod: number }>
  >;
}

function expectNear(given: readonly number[], wanted: readonly number[], what: string): void {
  expect(given.length, what).toBe(wanted.length);
  wanted.forEach((value, i) => {
    expect(Math.abs(given[i]! - value), `${what} ${i}`).toBeLessThanOrEqual(1e-9 + 1e-9 * Math.abs(value));
  });
}

const times = (H: readonly (readonly number[])[], v: readonly number[]): number[] =>
  H.map((row) => row.reduce((sum, h, i) => sum + h * v[i]!, 0));
const distance = (a: readonly number[], b: readonly number[]) =>
  Math.hypot(...a.map((each, i) => each - b[i]!));

for (const { kind, id, inputs, expected } of goldenCases<QuadraticCase | PlayersCase>(
  'discretisation_drift',
  'systems',
)) {
  if (kind === 'drift_quadratic') {
    test(id, () => {
      const { H, theta, lr } = inputs;
      const gradient = times(H, theta);
      const curved = times(H, gradient);
      const step = theta.map((each, i) => each - lr * gradient[i]!);
      const flow = alongFlow(H, theta, gradientFlow, lr).place;
      const modified = alongFlow(H, theta, modifiedFlow(lr), lr).place;
      const found: Readonly<Record<string, readonly number[] | number>> = {
        gradient,
        drift_leading: leadingDrift(curved, lr),
        implicit_gradient_regularised_gradient: regularizedGradient(gradient, curved, lr),
        principal_flow_velocity: alongFlow(H, theta, principalFlow(lr), 0).velocity,
        gd_step: step,
        gradient_flow: flow,
        modified_flow: modified,
        principal_flow: alongFlow(H, theta, principalFlow(lr), lr).place,
        error_gradient_flow: distance(step, flow),
        error_modified_flow: distance(step, modified),
      };
      for (const [name, value] of Object.entries(expected)) {
        expectNear([found[name]!].flat(), [value].flat(), name);
      }
    });
  }
  if (kind === 'two_player_coefficients') {
    test(id, () => {
      const { simultaneous, lr_first, lr_second, updates_first, updates_second } = inputs;
      const made = twoPlayerDrift(
        simultaneous ? 'simultaneous' : 'alternating',
        [lr_first, lr_second],
        [updates_first, updates_second],
      );
      const { first, second } = expected as PlayersCase['expected'];
      expectNear(
        made.flatMap(({ self, interaction }) => [self, interaction]),
        [first, second].flatMap(({ self_norm, other_dot_prod }) => [self_norm, other_dot_prod]),
        id,
      );
    });
  }
}

describe('drift', () => {
  const measured: Measured = {
    ...{ update: 1, progress: 0, baseLearningRate: 0.5, learningRate: 0.5, quantities: {}, layers: {} },
  };
  const bowl = (vector: tf.Tensor) => tf.mul(0.5, tf.sum(tf.mul(tf.square(vector), [4, 1]), [1, 2]));

  test('is η‖Hg‖/2‖g‖ of each player, and 0 where the gradient is', async () => {
    const { ask, observe, init } = drift.create({});
    const asked = await ask!(
      probeOf(bowl, [
        [1, 0],
        [0, 0],
        [0, 3],
      ]),
    );
    const ratios = asked.map((own) => observe({ ...measured, asked: own }, init()).report.drift_ratio);
    expect(ratios[0]).toBeCloseTo(1, 3);
    expect(ratios[1]).toBe(0);
    expect(ratios[2]).toBeCloseTo(0.25, 3);
  });

  test('says nothing in updates in which it has not asked', () => {
    expect(drift.create({}).observe(measured, null).report).toEqual({});
  });
});
