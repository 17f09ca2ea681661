import { describe, expect, test } from 'vitest';
import { makeOptimizer, stateMemory } from '../../src/optimizers/index.ts';
import { follow, row, stepsOf } from './follow.ts';
import { randomMember } from './trial.ts';

const shapes = { 'a.kernel': [6, 4], 'a.bias': [1, 4] } as const;
const initial = randomMember(shapes, 1);
const noise = (_: readonly number[], step: number) =>
  Object.values(randomMember(shapes, 10 + step)).flatMap(({ values }) => values);

describe('ADAFACTOR', () => {
  test('without a learning rate makes relative steps, of which a learning rate is a factor', () => {
    const relative = stepsOf(follow('ADAFACTOR', initial, noise, 1))[0]!;
    expect(stepsOf(follow('ADAFACTOR(lr=none)', initial, noise, 1))[0]).toEqual(relative);
    stepsOf(follow('ADAFACTOR(lr=0.5)', initial, noise, 1))[0]!.forEach((step, i) => {
      expect(step).toBeCloseTo(relative[i]! / 2, 6);
    });
  });

  test('moves a vector first by 1 % of its root mean square, or of eps where it is zero', () => {
    const vectors = { a: row(3, 4, 0), b: row(0, 0) };
    const [step] = stepsOf(follow('ADAFACTOR', vectors, () => [5, -1e-3, 2, 7, -7], 1));
    const size = 0.01 * Math.sqrt(25 / 3);
    [-size, size, -size, -1e-5, 1e-5].forEach((expected, i) => {
      expect(step![i]! / expected).toBeCloseTo(1, 4);
    });
  });

  test('warms up from nothing', () => {
    const [step] = stepsOf(
      follow('ADAFACTOR(warmup_init=true,scale_parameter=false)', { a: row(0) }, () => [1], 1),
    );
    expect(step![0]! / -1e-6).toBeCloseTo(1, 5);
    expect(() => makeOptimizer('ADAFACTOR(warmup_init=true,relative_step=false)')).toThrow(
      'warmup_init needs relative_step=true',
    );
  });

  test('scales each tensor by its own size alone, whatever tensors come before', () => {
    const settings = 'ADAFACTOR(lr=0.1,relative_step=false)';
    const [both] = stepsOf(follow(settings, { a: row(100), b: row(2) }, () => [1, 1], 1));
    const [alone] = stepsOf(follow(settings, { b: row(2) }, () => [1], 1));
    expect(both![1]).toBe(alone![0]);
  });

  test('bounds the root mean square of steps', () => {
    // The second gradient is far beyond what the average of squares has seen.
    const jump = (_: readonly number[], step: number) => [step === 1 ? 1e-6 : 1];
    const settings = 'lr=1,relative_step=false,scale_parameter=false,decay_rate=-4';
    const [, free] = stepsOf(follow(`ADAFACTOR(${settings},clip_threshold=1000)`, { a: row(0) }, jump, 2));
    const [, bound] = stepsOf(follow(`ADAFACTOR(${settings},clip_threshold=0.5)`, { a: row(0) }, jump, 2));
    expect(free![0]).toBeCloseTo(-4, 4);
    expect(bound![0]).toBeCloseTo(-0.5, 6);
  });

  test('remembers rows and columns of matrices, and all of vectors', () => {
    const parameters = Object.entries(shapes).map(([name, shape]) => ({ name, shape }));
    expect(stateMemory('ADAFACTOR', parameters)).toBe(6 + 4 + 4);
    expect(makeOptimizer('ADAFACTOR').routes?.(parameters)).toEqual({
      'a.kernel': 'FACTORED',
      'a.bias': 'FULL',
    });
  });

  test('is exact about squares that are a product of rows and columns', () => {
    const kernel = { 'a.kernel': { shape: [2, 2], values: [0, 0, 0, 0] } } as const;
    const [step] = stepsOf(
      follow('ADAFACTOR(lr=1,relative_step=false,scale_parameter=false)', kernel, () => [1, -2, 3, 6], 1),
    );
    [-1, 1, -1, -1].forEach((expected, i) => {
      expect(step![i]).toBeCloseTo(expected, 5);
    });
  });
});
