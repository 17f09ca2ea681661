import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { modes } from '../../src/stress/modes.ts';
import { drawnOf, errorAt, type Problem, sizeOf, startOf, stepLoss } from '../../src/stress/problem.ts';
import { minibatchOf } from '../../src/stress/problem-workload.ts';
import { problems, problemsNamed } from '../../src/stress/problems/index.ts';
import * as tf from '../../src/tensors/tf.ts';

const steps = 50;

/** The numbers that a step draws for a seed, as the loss takes them. */
function drawnIn(problem: Problem, seed: number, step: number): tf.Tensor | undefined {
  const { disturbance } = problem;
  if (!disturbance) return undefined;
  const own = drawnOf(problem, seed, steps)!.subarray((step - 1) * disturbance.size, step * disturbance.size);
  return tf.tensor(own, [1, 1, disturbance.size]);
}

const asRow = (values: readonly number[]) => tf.tensor(values as number[], [1, 1, values.length]);

/** The last step in which a seed draws anything but zeros: only there have some problems a slope. */
function livelyStep(problem: Problem, seed: number): number {
  const drawn = [...(drawnOf(problem, seed, steps) ?? [])];
  const place = drawn.findLastIndex((value) => value !== 0);
  return Math.floor(Math.max(0, place) / (problem.disturbance?.size ?? 1)) + 1;
}

describe.each(problems.map((problem) => [problem.name, problem] as const))('%s', (_name, problem) => {
  test('has a start of as many numbers as parameters, which a seed decides', () => {
    const start = startOf(problem, 3);
    expect(start).toHaveLength(sizeOf(problem));
    expect(start.every(Number.isFinite)).toBe(true);
    expect(startOf(problem, 3)).toEqual(start);
    expect(startOf(problem, 4)).not.toEqual(start);
  });

  test('draws the same numbers in each step whatever comes later, but where they go by the budget', () => {
    const drawn = drawnOf(problem, 5, steps);
    expect(drawnOf(problem, 5, steps)).toEqual(drawn);
    expect(drawn?.length).toBe(problem.disturbance && steps * problem.disturbance.size);
  });

  test('is far from solved at the start, by a finite error', () => {
    const error = tf.tidy(
      () => errorAt(problem, asRow(startOf(problem, 1)), drawnIn(problem, 1, 1)).dataSync()[0]!,
    );
    expect(error).toBeGreaterThan(0);
    expect(Number.isFinite(error)).toBe(true);
  });

  test('has the slopes of its loss, by finite differences', () => {
    const start = startOf(problem, 2);
    const { directions, disturbance } = problem;
    tf.tidy(() => {
      const drawn = drawnIn(problem, 2, livelyStep(problem, 2));
      const found = [...minibatchOf(problem, drawn).gradient(asRow(start)).gradient.dataSync()];
      const mask = (drawn && disturbance?.mask?.(drawn).dataSync()) ?? start.map(() => 1);
      const largest = Math.max(...start.map(Math.abs), 1e-6);
      for (const [index, value] of start.entries()) {
        // Noise is linear, and a spike would hide all else in single precision.
        const by = 0.01 * Math.max(Math.abs(value), 0.1 * largest);
        const at = (shift: number) => {
          const moved = start.map((each, other) => (other === index ? each + shift : each));
          return stepLoss(problem, asRow(moved), drawn).dataSync()[0]!;
        };
        const slope = ((at(by) - at(-by)) / (2 * by)) * (directions?.[index] ?? 1) * mask[index]!;
        const size = Math.max(...found.map(Math.abs));
        expect(Math.abs(found[index]! - slope)).toBeLessThan(0.02 * size + 1e-6 * Math.abs(at(0) / by));
      }
    });
  });
});

test('Every failure mode has a problem, and names are unique', () => {
  expect(new Set(problems.map(({ mode }) => mode))).toEqual(new Set(modes.map(({ name }) => name)));
  expect(new Set(problems.map(({ name }) => name)).size).toBe(problems.length);
  expect(new Set(modes.map(({ short }) => short)).size).toBe(modes.length);
});

test('Problems are named by themselves, by their failure mode or all at once', () => {
  expect(problemsNamed(['all'])).toEqual(problems);
  expect(problemsNamed(['spikes', 'saddle']).map(({ name }) => name)).toEqual([
    'saddle',
    'spike',
    'spike-first',
  ]);
  expect(() => problemsNamed(['spikse'])).toThrow(UsageError);
  expect(() => problemsNamed(['spikse'])).toThrow(/did you mean spike\?/);
});
