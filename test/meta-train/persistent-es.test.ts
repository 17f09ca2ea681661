import { expect, test } from 'vitest';
import {
  afterTruncation,
  differences,
  endsOfTruncations,
  firstInnerRuns,
} from '../../src/meta-train/inner-runs.ts';
import { begunRun, lengthOf, livedOn, persistentGradient } from '../../src/meta-train/persistent-es.ts';
import { perturbation } from '../../src/meta-train/perturbation.ts';

/**
 * A run of `steps` truncations: s ← a·s + θ·b, fitness −(c·s)² − d·s in each. The gradient of the sum of all fitnesses by θ is
 * known, and so is that of what is smoothed by ε.
 */
const [steps, decay, sigma] = [4, 0.9, 0.1] as const;
const [slope, through, linear] = [[0.5, -0.3], [1.2, 0.7], 2] as const;
const theta = Float64Array.of(0.4, -0.2);

const product = (a: ArrayLike<number>, b: readonly number[]) => a[0]! * b[0]! + a[1]! * b[1]!;

/** The state after the θ of one more truncation. */
const moved = (state: number, own: ArrayLike<number>) => decay * state + product(own, slope);
const fitnessOf = (state: number) => -((through[0] * state) ** 2) / 2 - linear * state;

/** d/dθ of E Σ fitness: the smoothing adds to a square what does not depend on θ. */
function exactGradient(): number[] {
  let [state, sensitivity, sum] = [0, 0, 0];
  for (let step = 0; step < steps; step++) {
    state = moved(state, theta);
    sensitivity = decay * sensitivity + 1;
    sum += (-(through[0] ** 2) * state - linear) * sensitivity;
  }
  return slope.map((each) => each * sum);
}

/** Sum over the truncations of a run, averaged over many pairs; each with the error of its mean. */
function estimated(
  pairs: number,
  forget: boolean,
): readonly { readonly mean: number; readonly error: number }[] {
  const totals = Array.from({ length: pairs }, (_, pair) => {
    let [plus, minus, run] = [0, 0, begunRun(1, 2)];
    const total = [0, 0];
    for (let step = 1; step <= steps; step++) {
      const direction = perturbation(7, step, pair, 2);
      // Sigma shrinks on the way, as it does in a meta-training.
      const own = sigma * 0.8 ** step;
      run = livedOn(forget ? begunRun(1, 2) : run, direction, own);
      plus = moved(
        plus,
        theta.map((value, index) => value + own * direction[index]!),
      );
      minus = moved(
        minus,
        theta.map((value, index) => value - own * direction[index]!),
      );
      const gradient = persistentGradient([run], [fitnessOf(plus) - fitnessOf(minus)]);
      for (const [index, value] of gradient.entries()) total[index]! += value;
    }
    return total;
  });
  return slope.map((_, index) => {
    const values = totals.map((total) => total[index]!);
    const mean = values.reduce((sum, each) => sum + each, 0) / pairs;
    const variance = values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (pairs - 1);
    return { mean, error: Math.sqrt(variance / pairs) };
  });
}

test('over a run the gradient is that of the whole run on average, and is not without the perturbations before', () => {
  const exact = exactGradient();
  for (const [index, { mean, error }] of estimated(40_000, false).entries()) {
    expect(error).toBeLessThan(0.05 * Math.abs(exact[index]!));
    expect(Math.abs(mean - exact[index]!)).toBeLessThan(4 * error);
  }
  for (const [index, { mean, error }] of estimated(4_000, true).entries()) {
    expect(Math.abs(mean - exact[index]!)).toBeGreaterThan(10 * error);
  }
});

test('with one sigma it is the mean of ξ (L⁺ − L⁻)/(2σ²) over the pairs', () => {
  const drawn = [1, 2].map((pair) => [1, 2, 3].map((step) => perturbation(3, step, pair, 2)));
  const runs = drawn.map((directions) =>
    directions.reduce((run, direction) => livedOn(run, direction, sigma), begunRun(1, 2)),
  );
  expect(runs.map(({ truncations }) => truncations)).toEqual([3, 3]);
  const worth = [5, -2];
  const gradient = persistentGradient(runs, worth);
  for (const index of [0, 1]) {
    const own = drawn.map((directions) => directions.reduce((sum, each) => sum + sigma * each[index]!, 0));
    const expected = (own[0]! * worth[0]! + own[1]! * worth[1]!) / 2 / (2 * sigma ** 2);
    expect(gradient[index]).toBeCloseTo(expected, 9);
  }
});

test('first runs end one after the other, later ones are whole', () => {
  const lengths = Array.from({ length: 6 }, (_, pair) => lengthOf(begunRun(1, 1), pair, 6, 3));
  expect(lengths).toEqual([1, 1, 2, 2, 3, 3]);
  expect(lengthOf(begunRun(2, 1), 0, 6, 3)).toBe(3);
  expect(lengthOf(begunRun(1, 1), 0, 1, 10)).toBe(1);
});

test('who diverged is the worst of the generation, and no episodes say nothing', () => {
  const nothing = Number.NaN;
  expect(
    differences(
      [3, 1, 7, nothing, nothing, 2, nothing, nothing],
      [...[false, false, false, true, false, false, true, true]],
    ),
  ).toEqual([2, 6, 0, 0]);
});

test('a run that is over, or lost a candidate, begins anew without what has moved it', () => {
  const settings = { truncations: 2, pairs: 3, seeds: 2 } as Parameters<typeof afterTruncation>[4];
  const first = firstInnerRuns({ settings, theta: new Float64Array(1) } as Parameters<
    typeof firstInnerRuns
  >[0])!;
  expect(endsOfTruncations(first, settings)).toEqual(new Array(12).fill(0.5));
  const checkpoints = Array.from({ length: 12 }, (_, member) => Uint8Array.of(member));
  const tried = {
    directions: [1, -1, 2, -2, 3, -3].map((value) => Float64Array.of(value)),
    fitness: [1, 0, 1, Number.NaN, 0, 1],
    lost: [false, false, false, true, false, false],
    checkpoints,
  };
  // The first pair's first run is one truncation long; the second has lost a candidate.
  const { gradient, inner } = afterTruncation(first, tried, 0.5, 1, settings);
  expect(gradient[0]).toBeCloseTo((1 * 2 + 1 * 4 - 1 * 6) / 2 / 3, 12);
  expect(inner.runs).toEqual([
    begunRun(2, 1),
    begunRun(2, 1),
    { begun: 1, truncations: 1, perturbations: Float64Array.of(6) },
  ]);
  expect(inner.checkpoints).toEqual([...new Array(8).fill(undefined), ...checkpoints.slice(8)]);
  expect(endsOfTruncations(inner, settings)).toEqual([...new Array(8).fill(0.5), ...new Array(4).fill(1)]);
});
