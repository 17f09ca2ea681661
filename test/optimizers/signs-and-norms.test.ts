import { describe, expect, test } from 'vitest';
import { makeOptimizer, stateMemory } from '../../src/optimizers/index.ts';
import { follow, lengthOf, row, stepsOf } from './follow.ts';
import { memberValues } from './trial.ts';

const two = { a: row(1, -2), b: row(0.5, 3, -1) };
const gradient = [0.3, -4, 1e-3, 2, -7];

describe('SIGNSGD', () => {
  test('steps by the learning rate against every sign, and rests where there is none', () => {
    const [step] = stepsOf(follow('SIGNSGD(lr=0.25,momentum=0)', two, () => [3, -1e-20, 0, -1e9, 1], 1));
    expect(step).toEqual([-0.25, 0.25, 0, 0.25, -0.25]);
  });

  test('is also known as SIGNUM', () => {
    expect(follow('SIGNUM', two, () => gradient, 3).path).toEqual(
      follow('SIGNSGD', two, () => gradient, 3).path,
    );
  });

  test('follows the average: one gradient the other way does not turn it', () => {
    const { path } = follow('SIGNSGD(lr=1)', { a: row(0) }, (_, step) => [step === 5 ? -1 : 1], 5);
    expect(path.at(-1)).toEqual([-5]);
  });

  test('does not take NaN for zero', () => {
    expect(follow('SIGNSGD', { a: row(1, 1) }, () => [Number.NaN, 1], 1).path[1]).toEqual([
      Number.NaN,
      expect.any(Number),
    ]);
  });
});

describe('NSGD', () => {
  test('makes steps of the learning rate, whatever the gradient is', () => {
    for (const scale of [1e-6, 1, 1e6]) {
      const course = follow('NSGD(lr=0.1)', two, () => gradient.map((each) => each * scale), 3);
      for (const step of stepsOf(course)) expect(lengthOf(step)).toBeCloseTo(0.1, 6);
    }
  });

  test('makes them in every tensor with scope=tensor', () => {
    const [step] = stepsOf(follow('NSGD(lr=0.1,scope=tensor)', two, () => gradient, 1));
    expect(lengthOf(step!.slice(0, 2))).toBeCloseTo(0.1, 6);
    expect(lengthOf(step!.slice(2))).toBeCloseTo(0.1, 6);
  });

  test('takes one vector as well as tensors, unless each has a norm of its own', () => {
    expect(makeOptimizer('NSGD').elementwise).toBe(true);
    expect(makeOptimizer('NSGD(scope=tensor)').elementwise).toBe(false);
  });
});

describe('ADAGRADNORM', () => {
  test('is gradient descent over the root of all squared norms', () => {
    const { path } = follow('ADAGRADNORM(lr=2,lr_decay=0.5)', { a: row(0), b: row(0) }, () => [3, 4], 2);
    const first = 2 / Math.sqrt(0.01 + 25);
    const second = 2 / 1.5 / Math.sqrt(0.01 + 50);
    expect(path[2]![0]).toBeCloseTo(-3 * (first + second), 5);
    expect(path[2]![1]).toBeCloseTo(-4 * (first + second), 5);
  });

  test('is ADAGRAD where every tensor is one number and has a norm of its own', () => {
    const ones = { a: row(1), b: row(-2) };
    const slope = (values: readonly number[]) => values.map((value) => 2 * value);
    const settings = 'lr=0.1,initial_accumulator_value=0.01';
    const norms = follow(`ADAGRADNORM(${settings},scope=tensor)`, ones, slope, 5).path;
    follow(`ADAGRAD(${settings})`, ones, slope, 5).path.forEach((values, step) => {
      values.forEach((value, i) => {
        expect(norms[step]![i]).toBeCloseTo(value, 6);
      });
    });
  });

  test('remembers a single number', () => {
    const shapes = [{ name: 'a', shape: [10, 10] as const }];
    expect(stateMemory('ADAGRADNORM', shapes)).toBe(1);
  });
});

describe('NOVOGRAD_LONEPATIENT', () => {
  test('does not see how large gradients are', () => {
    const small = follow('NOVOGRAD_LONEPATIENT', two, () => gradient, 4).path.at(-1)!;
    const large = follow('NOVOGRAD_LONEPATIENT', two, () => gradient.map((each) => 1024 * each), 4).path;
    large.at(-1)!.forEach((value, i) => {
      expect(value).toBeCloseTo(small[i]!, 5);
    });
  });

  test('starts its average of squared norms at β₂ (2 - β₂) of the first, as the reference does by accident', () => {
    const { trial } = follow('NOVOGRAD_LONEPATIENT(betas=[0,0.5])', { a: row(0, 0) }, () => [3, 4], 1);
    expect(memberValues(trial.state, 0)[0]).toEqual([0.75 * 25]);
  });
});
