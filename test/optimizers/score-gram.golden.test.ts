import { expect, test } from 'vitest';
import type { Params, StepContext } from '../../src/optimizers/index.ts';
import { naturalDirection, scoreGram } from '../../src/optimizers/score-gram.ts';
import * as tf from '../../src/tensors/tf.ts';
import { doublePrecision, flat, goldenCases, type Numbers } from '../agents/golden.ts';
import { isRefused } from './refused-on-webgpu.ts';

interface Common {
  readonly advantages: readonly number[];
  readonly damping: number;
}

type Case = { readonly id: string } & (
  | {
      readonly kind: 'score_gram_npg';
      readonly inputs: Common & {
        readonly scores: readonly (readonly number[])[];
        readonly max_kl: number;
      };
      readonly expected: Readonly<Record<'gradient' | 'direction' | 'step', readonly number[]>> &
        Readonly<Record<'quadratic_kl' | 'scale', number>>;
    }
  | {
      readonly kind: 'linear_softmax';
      readonly inputs: Common & {
        readonly observations: readonly (readonly number[])[];
        readonly kernel: readonly (readonly number[])[];
        readonly actions: readonly number[];
      };
      readonly expected: { readonly direction: Numbers };
    }
);

const cases = goldenCases<Case>('score_gram_npg', 'systems');
const [atol, rtol] = doublePrecision ? [1e-9, 1e-9] : [1e-3, 1e-3];

function expectNear(given: ArrayLike<number>, expected: Numbers, what: string): void {
  const wanted = flat(expected);
  expect(given.length, what).toBe(wanted.length);
  wanted.forEach((value, i) => {
    expect(Math.abs(given[i]! - value), `${what} ${i}: ${given[i]} for ${value}`).toBeLessThanOrEqual(
      atol + rtol * Math.abs(value),
    );
  });
}

/** The context of a step on these samples of a policy of one tensor. */
function contextOf(
  advantages: readonly number[],
  slopes: { readonly inputs?: tf.Tensor; readonly signals: tf.Tensor },
): StepContext {
  const shape: [number, number] = [1, advantages.length];
  return {
    step: 1,
    scoreSamples: () => [
      () => ({
        present: tf.ones(shape),
        advantages: tf.tensor([...advantages], shape),
        slopes: () => ({ theta: slopes }),
        outputSlopes: () => slopes.signals,
      }),
    ],
  };
}

test.skipIf(isRefused('npg(solver=gram)')).each(cases)('$id', ({ kind, inputs, expected }) => {
  if (kind === 'linear_softmax') {
    const { observations, kernel, actions, advantages, damping } = inputs;
    const rows: [number, number, number] = [1, observations.length, observations[0]!.length];
    const params: Params = { theta: tf.tensor(kernel.flat(), [1, kernel.length, kernel[0]!.length]) };
    const seen = tf.tensor(observations.flat(), rows);
    const chosen = tf.oneHot(tf.tensor2d([...actions], [1, actions.length], 'int32'), kernel[0]!.length);
    const signals = tf.sub(chosen, tf.softmax(tf.matMul(seen, params.theta!)));
    const context = contextOf(advantages, { inputs: seen, signals });
    const { direction } = naturalDirection(context, params, damping);
    expectNear(direction.theta!.dataSync(), expected.direction, 'direction');
    return;
  }
  const { scores, advantages, damping, max_kl } = inputs;
  const { direction: d, quadratic_kl, scale, step } = expected;
  const signals = tf.tensor(scores.flat(), [1, scores.length, scores[0]!.length]);
  const params: Params = { theta: tf.zeros([1, 1, scores[0]!.length]) };
  const context = contextOf(advantages, { signals });
  const { direction, curvature } = naturalDirection(context, params, damping);
  expectNear(direction.theta!.dataSync(), d, 'direction');
  expectNear(tf.div(curvature, 2).dataSync(), [quadratic_kl], 'quadratic divergence');
  const rule = scoreGram({ maxKl: max_kl, damping });
  const { updates, state } = rule.update(params, rule.init(params), params, context);
  expectNear(state.stepSize!.dataSync(), [scale], 'step size');
  expectNear(updates.theta!.dataSync(), step, 'step');
});
