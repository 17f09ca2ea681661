import { describe, expect, test } from 'vitest';
import { chancesOf, drawnRows, noteScore, unbiasedWeights } from '../../../src/workloads/control/chances.ts';
import { expectClose, goldenCases } from '../../agents/golden.ts';

type Case =
  | {
      readonly kind: 'panda';
      readonly id: string;
      readonly inputs: {
        readonly samples: number;
        readonly seen: readonly (readonly [row: number, score: number])[];
        readonly tau: number;
        readonly uniforms: readonly number[];
      };
      readonly expected: {
        readonly scores: readonly number[];
        readonly probabilities: readonly number[];
        readonly indices: readonly number[];
        readonly unbiased_weights?: readonly number[];
      };
    }
  | {
      readonly kind: 'panda_variance';
      readonly id: string;
      readonly inputs: { readonly gradients: readonly (readonly number[])[] };
      readonly expected: Readonly<
        Record<'variance_uniform' | 'variance_optimal' | 'bias_without_weights', number>
      > & { readonly optimal_probabilities: readonly number[] };
    };

const cases = goldenCases<Case>('panda', 'systems');

/** Numbers of the host are doubles in every project. */
const tolerance = 1e-9;

const mean = (rows: readonly (readonly number[])[], weights: ArrayLike<number>): number[] =>
  rows[0]!.map((_, at) => rows.reduce((sum, row, index) => sum + weights[index]! * row[at]!, 0));
const squared = (vector: readonly number[]): number => vector.reduce((sum, each) => sum + each * each, 0);

describe('rows drawn by their scores, as recorded', () => {
  test.each(cases.filter((each) => each.kind === 'panda'))('$id', ({ inputs, expected }) => {
    const scores = new Float64Array(inputs.samples);
    for (const [row, score] of inputs.seen) noteScore(scores, row, score);
    const chances = chancesOf(scores, inputs.tau);
    const rows = drawnRows(chances, inputs.uniforms);
    expectClose(scores, expected.scores, tolerance, 'scores');
    expectClose(chances, expected.probabilities, tolerance, 'chances');
    expect([...rows]).toEqual(expected.indices);
    if (!expected.unbiased_weights) return;
    const weights = unbiasedWeights(chances);
    expectClose(
      [...rows].map((row) => weights[row]!),
      expected.unbiased_weights,
      tolerance,
      'weights',
    );
  });

  test.each(cases.filter((each) => each.kind === 'panda_variance'))(
    '$id',
    ({ inputs: { gradients }, expected }) => {
      const count = gradients.length;
      const evenly = new Float64Array(count).fill(1 / count);
      const whole = mean(gradients, evenly);
      /** Of one drawn gradient, weighed by its chance. */
      const variance = (chances: Float64Array): number => {
        const weights = unbiasedWeights(chances);
        const second = gradients.map((own, row) => chances[row]! * weights[row]! ** 2 * squared(own));
        return second.reduce((sum, each) => sum + each, 0) - squared(whole);
      };
      const optimal = chancesOf(
        Float64Array.from(gradients, (own) => Math.sqrt(squared(own))),
        1,
      );
      expectClose(optimal, expected.optimal_probabilities, tolerance, 'chances');
      expectClose(variance(evenly), expected.variance_uniform, tolerance, 'variance of even draws');
      expectClose(variance(optimal), expected.variance_optimal, tolerance, 'least variance');
      const bias = mean(gradients, optimal).map((each, at) => each - whole[at]!);
      expectClose(Math.sqrt(squared(bias)), expected.bias_without_weights, tolerance, 'bias');
    },
  );
});

test('what is no number is no score, and rows without a chance are neither drawn nor weighed', () => {
  const scores = new Float64Array(3);
  for (const score of [Number.NaN, Number.POSITIVE_INFINITY]) noteScore(scores, 0, score);
  noteScore(scores, 1, 2);
  const chances = chancesOf(scores, 1);
  expect([...chances]).toEqual([0, 1, 0]);
  expect([...drawnRows(chances, [0, 0.5, 1 - 2 ** -53])]).toEqual([1, 1, 1]);
  expect([...unbiasedWeights(chances)]).toEqual([0, 1 / 3, 0]);
});
