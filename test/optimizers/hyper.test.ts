import { describe, expect, test } from 'vitest';
import { makeOptimizer } from '../../src/optimizers/index.ts';
import type * as tf from '../../src/tensors/tf.ts';
import { descend } from './quadratic.ts';
import { memberValues, randomMember } from './trial.ts';

const initial = randomMember({ 'a.kernel': [3, 2], 'a.bias': [1, 2] }, 1);

/** What is left of ½ Σ curvature · parameter², as a share of what there was, and the factor that was learned. */
function outcome(spec: string, steps: number, curvature = 1) {
  const { params, state } = descend(spec, [initial], steps, { curvature });
  const squares = memberValues(params, 0)
    .flat()
    .reduce((sum, x) => sum + x * x, 0);
  const before = Object.values(initial)
    .flatMap(({ values }) => values)
    .reduce((sum, x) => sum + x * x, 0);
  const { factor } = state as { readonly factor?: tf.Tensor };
  return { loss: squares / before, factor: factor?.dataSync()[0] ?? 1 };
}

describe.each(['multiplicative=true', 'multiplicative=false,hyper_lr=1e-5'])('HYPER with %s', (rule) => {
  test('raises a learning rate that is too small', () => {
    // The hypergradient of a factor grows with the learning rate that it multiplies.
    const curvature = rule.includes('false') ? 1000 : 1;
    const lr = 0.001 / curvature;
    const { loss, factor } = outcome(`HYPER(SGD(lr=${lr}),${rule})`, 200, curvature);
    expect(factor).toBeGreaterThan(1.005);
    expect(loss).toBeLessThan(outcome(`SGD(lr=${lr})`, 200, curvature).loss);
  });

  test('lowers a learning rate that is too large', () => {
    expect(outcome(`HYPER(SGD(lr=1.9),${rule})`, 50).factor).toBeLessThan(1);
  });

  test('with hyper_lr=0 is what it wraps', () => {
    const plain = descend('ADAM', [initial], 5);
    const wrapped = descend(`HYPER(ADAM,${rule.split(',')[0]},hyper_lr=0)`, [initial], 5);
    expect(memberValues(wrapped.params, 0)).toEqual(memberValues(plain.params, 0));
  });
});

test('HYPER finds a learning rate for Adam that is a hundred times larger', () => {
  const plain = outcome('ADAM(lr=1e-4)', 400).loss;
  const { loss, factor } = outcome('HYPER(ADAM(lr=1e-4))', 400);
  expect(factor).toBeGreaterThan(100);
  expect(plain).toBeGreaterThan(0.9);
  expect(loss).toBeLessThan(0.01);
});

test('HYPER learns the same factor whatever the unit of the loss', () => {
  const [small, large] = [1e-3, 1e3].map((unit) => outcome(`HYPER(SGD(lr=${0.01 / unit}))`, 20, unit).factor);
  expect(small! / large!).toBeCloseTo(1, 4);
});

test('HYPER that is not multiplicative is HYPERSGD around SGD, hyper_lr in units of the squared rate', () => {
  const [lr, rate] = [0.05, 1e-3];
  const hyper = descend(
    `HYPER(SGD(lr=${lr}),multiplicative=false,hyper_lr=${rate / lr ** 2})`,
    [initial],
    10,
  );
  const hypersgd = descend(`HYPERSGD(lr=${lr},hyper_lr=${rate},hyper_clip=none)`, [initial], 10);
  const [found, wanted] = [hyper, hypersgd].map(({ params }) => memberValues(params, 0).flat());
  found!.forEach((value, i) => {
    expect(value / wanted![i]!).toBeCloseTo(1, 4);
  });
});

test('HYPER refuses a rate that could turn the learning rate around', () => {
  expect(() => makeOptimizer('HYPER(SGD,hyper_lr=1)')).toThrow('HYPER: hyper_lr must be below 1');
  expect(() => makeOptimizer('HYPER(SGD,hyper_lr=1,multiplicative=false)')).not.toThrow();
});
