import { describe, expect, test } from 'vitest';
import { makeOptimizer, type StepContext } from '../../src/optimizers/index.ts';
import { memberValues, populate, start } from './trial.ts';

/** Lengths of the updates of two tensors on gradients of the given lengths, by plain descent of rate 1. */
function lengths(
  gradients: readonly (readonly [number, number])[],
  {
    gamma = 1.01,
    context = () => ({}),
  }: { gamma?: number; context?: (step: number) => Partial<StepContext> } = {},
): number[][] {
  const optimizer = makeOptimizer(`LIMIT_GROWTH(SGD(lr=1),gamma=${gamma})`);
  const tensors = ([a, b]: readonly [number, number]) => ({
    a: { shape: [1, 2], values: [0.6 * a, 0.8 * a] } as const,
    b: { shape: [2, 1], values: [0, -b] } as const,
  });
  let { params, state } = start(optimizer, [tensors([1, 1])]);
  return gradients.map((gradient, index) => {
    const step = index + 1;
    const made = optimizer.update(populate([tensors(gradient)]), state, params, { step, ...context(step) });
    state = made.state;
    return memberValues(made.updates, 0).map((values) => Math.hypot(...values));
  });
}

function expectLengths(found: number[][], expected: number[][]): void {
  found.flat().forEach((value, i) => {
    expect(value / expected.flat()[i]!).toBeCloseTo(1, 5);
  });
}

describe('LIMIT_GROWTH', () => {
  test('lets an update be gamma times as long as the last of its own tensor', () => {
    const found = lengths(
      [
        [1, 5],
        [8, 4],
        [8, 40],
        [0.5, 4.5],
      ],
      { gamma: 1.5 },
    );
    expectLengths(found, [
      [1, 5],
      [1.5, 4],
      [2.25, 6],
      [0.5, 4.5],
    ]);
  });

  test('is the limiter of Fira: norm over max(norm / (last + 1e-8), gamma) / gamma', () => {
    const norms = [1e-7, 3e-7, 1, 2, 1.5, 1.51];
    let last: number | undefined;
    const expected = norms.map((norm) => {
      const limiter = last === undefined ? 1 : Math.max(norm / (last + 1e-8), 1.01) / 1.01;
      last = norm / limiter;
      return [last, last];
    });
    expectLengths(lengths(norms.map((norm) => [norm, norm])), expected);
  });

  test('passes over updates of nothing: they neither hold the next one down nor set it free', () => {
    const found = lengths([
      [0, 1],
      [3, 0],
      [6, 5],
    ]);
    expect(found[1]![0]).toBeCloseTo(3, 5);
    expect(found[2]![0]).toBeCloseTo(3.03, 5);
    expect(found[2]![1]).toBeCloseTo(1.01, 5);
  });

  test('takes no account of schedules', () => {
    const constant = Array.from({ length: 4 }, () => [2, 3] as const);
    const found = lengths(constant, { context: (step) => ({ learningRateScale: (step - 1) / 4 }) });
    expect(found[0]).toEqual([0, 0]);
    expectLengths(found.slice(1), [
      [0.5, 0.75],
      [1, 1.5],
      [1.5, 2.25],
    ]);
  });
});
