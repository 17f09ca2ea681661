import { describe, expect, test } from 'vitest';
import { makeOptimizer, optimizers } from '../../src/optimizers/index.ts';
import * as tf from '../../src/tensors/tf.ts';
import { exampleOf } from './examples.ts';
import { advance, type Member, populate, randomMember, start, type Trial } from './trial.ts';

const layer = { 'actor.0.kernel': [2, 3], 'actor.0.bias': [1, 3], 'critic.0.kernel': [2, 1] } as const;
const [first, second] = [randomMember(layer, 1), randomMember(layer, 2)];
const gradients = [3, 4, 5].map((seed) => [randomMember(layer, seed), randomMember(layer, seed + 10)]);

/** What an optimizer reports of every member after some updates. */
function reported(spec: string | string[], members: Member[], updates: number): Record<string, number[]> {
  const optimizer = makeOptimizer(spec);
  let trial: Trial = start(optimizer, members);
  for (let step = 1; step <= updates; step++) {
    const own = members.map((member) => gradients[step - 1]![member === first ? 0 : 1]!);
    trial = advance(optimizer, trial, populate(own), { step, gradientAt: (params) => params });
  }
  const report = optimizer.report?.(trial.params, trial.state) ?? {};
  return Object.fromEntries(
    Object.entries(report).map(([name, value]) => {
      expect(value.shape).toEqual([members.length, 1, 1]);
      return [name, [...value.dataSync()]];
    }),
  );
}

/** The product of the members' gradients of two updates. */
const dot = (a: Member, b: Member): number =>
  Object.keys(layer)
    .flatMap((name) => a[name]!.values.map((value, i) => value * b[name]!.values[i]!))
    .reduce((sum, each) => sum + each, 0);

test('HYPERSGD reports the learning rate and the momentum that it has learned', () => {
  const spec = 'HYPERSGD(lr=0.1,hyper_lr=0.01,hyper_clip=none)';
  expect(Object.keys(reported(spec, [first], 1))).toEqual(['learning_rate']);
  expect(reported(spec, [first], 1).learning_rate![0]).toBeCloseTo(0.1, 6);
  const learned = 0.1 + 0.01 * dot(gradients[0]![0]!, gradients[1]![0]!);
  expect(reported(spec, [first], 2).learning_rate![0]).toBeCloseTo(learned, 5);
  expect(Object.keys(reported('HYPERSGD(momentum=0.9)', [first], 1))).toEqual(['learning_rate', 'momentum']);
});

test('PRODIGY reports the distance that it has found, and the learning rate that follows', () => {
  const begun = reported('PRODIGY(lr=0.5,d0=1e-3)', [first], 0);
  expect(begun.distance![0]).toBeCloseTo(1e-3, 9);
  expect(begun.learning_rate![0]).toBeCloseTo(5e-4, 9);
  const { distance, learning_rate } = reported('PRODIGY(lr=0.5,d0=1e-3)', [first], 3);
  expect(distance![0]).toBeGreaterThanOrEqual(1e-3);
  expect(learning_rate![0]! / distance![0]!).toBeCloseTo(0.5, 6);
});

test('MADA reports its six coefficients', () => {
  const begun = reported('MADA(beta1=0.8,rho=0.25)', [first], 0);
  expect(Object.keys(begun)).toEqual(['beta1', 'beta2', 'beta3', 'rho', 'c', 'gamma']);
  expect([begun.beta1![0], begun.rho![0]].map((value) => Number(value!.toFixed(6)))).toEqual([0.8, 0.25]);
  expect(reported('MADA(beta1=0.8,rho=0.25)', [first], 3)).not.toEqual(begun);
});

test('HYPER reports its factor, beside what the rule inside has learned', () => {
  expect(reported('HYPER(ADAM)', [first], 1)).toEqual({ learning_rate_factor: [1] });
  expect(reported('HYPER(ADAM)', [first], 3).learning_rate_factor![0]).not.toBe(1);
  expect(Object.keys(reported('HYPER(ADAGRADNORM)', [first], 1))).toEqual([
    'inverse_norm',
    'learning_rate_factor',
  ]);
});

test('ADAGRADNORM reports what it multiplies gradients by', () => {
  const squares = dot(gradients[0]![0]!, gradients[0]![0]!);
  expect(reported('ADAGRADNORM', [first], 1).inverse_norm![0]).toBeCloseTo(1 / Math.sqrt(squares + 0.01), 5);
  expect(Object.keys(reported('ADAGRADNORM(scope=tensor)', [first], 1))).toEqual(
    Object.keys(layer).map((name) => `inverse_norm.${name}`),
  );
});

test('LANTON reports how much it slows down each tensor', () => {
  const factors = reported('LANTON', [first], 3);
  expect(Object.keys(factors).sort()).toEqual(
    Object.keys(layer)
      .map((name) => `noise_factor.${name}`)
      .sort(),
  );
  const values = Object.values(factors).map(([value]) => value!);
  expect(values.every((value) => value > 0 && value <= 1)).toBe(true);
  expect(Math.max(...values)).toBe(1);
});

const wrapped = [
  'EMA(HYPERSGD)',
  'POLYAK(HYPERSGD)',
  'CLIP(HYPERSGD)',
  'SCHEDULE(HYPERSGD)',
  'SAM(HYPERSGD)',
];
test.each(wrapped)('%s reports what HYPERSGD has learned', (spec) => {
  expect(Object.keys(reported(spec, [first], 2))).toContain('learning_rate');
});

const reporting = optimizers
  .entries()
  .map(exampleOf)
  .filter((spec) => makeOptimizer(spec).report);

describe.each(reporting)('%s', (spec) => {
  test('reports of a member what it would alone, and leaves no tensors', () => {
    const before = tf.memory().numTensors;
    const [together, alone] = tf.tidy(() => [
      reported(spec, [first, second], 3),
      reported(spec, [second], 3),
    ]);
    for (const [name, values] of Object.entries(together!)) expect([values[1]]).toEqual(alone![name]);
    expect(Object.values(together!).flat().every(Number.isFinite)).toBe(true);
    expect(tf.memory().numTensors).toBe(before);
  });
});

test('rules that learn nothing report nothing', () => {
  expect(reporting.map((spec) => spec.replace(/\(.*/, '')).sort()).toEqual([
    ...[
      'ADAGRADNORM',
      'DADAPT_ADAM',
      'DADAPT_SGD',
      'DAL',
      'DIVGRAD',
      'DIVLR',
      'DOG',
      'DOWG',
      'GHOSTS',
      'HYPER',
      'HYPERSGD',
      'KFAC',
      'LANTON',
      'LDOG',
      'MADA',
      'MECHANIC',
      'PRODIGY',
      'REDO',
      'SVEN',
      'TRAC',
    ],
  ]);
});
