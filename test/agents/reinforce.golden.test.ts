import { expect, test } from 'vitest';
import { agents, type Minibatch } from '../../agents/index.ts';
import { miloSurrogate } from '../../agents/reinforce.ts';
import * as tf from '../../src/tensors/tf.ts';
import { doublePrecision, expectClose, goldenCases } from './golden.ts';

interface Case {
  name: string;
  algo: string;
  mean: number[][];
  actions: number[][];
  weights: number[];
  loss: number;
  grad_mean: number[][];
}

const cases = goldenCases<Case>('advantages').filter(({ algo }) => algo === 'milo_surrogate_loss');

test.each(cases)("miloSurrogate and its gradient agree with MILO's script: $name", (golden) => {
  const tolerance = doublePrecision ? 1e-10 : 1e-6;
  const batch = {
    actions: tf.tensor3d([golden.actions]),
    advantages: tf.tensor2d([golden.weights]),
    mean: (x: tf.Tensor) => tf.mean(x, 1),
  } as Minibatch;
  const { value, grad } = tf.valueAndGrad(
    (means: tf.Tensor) => tf.sum(miloSurrogate(means, batch)) as tf.Scalar,
  )(tf.tensor3d([golden.mean]));
  expectClose(value.dataSync(), golden.loss, tolerance, 'loss');
  expectClose(grad.dataSync(), golden.grad_mean, tolerance, 'gradient');
});

test('surrogate=milo needs real actions', () => {
  const { entry, settings } = agents.resolve('reinforce(surrogate=milo)');
  expect(() => entry.create(settings, { kind: 'discrete', n: 2 })).toThrow(/surrogate=log-prob/);
});

test('surrogate=milo explores with a standard deviation that falls to its bound', () => {
  const { entry, settings } = agents.resolve('reinforce(surrogate=milo)');
  const { distribution } = entry.create(settings, { kind: 'box', low: [-1], high: [1] });
  const deviation = (update: number): number => {
    const action = new Float32Array(1);
    const one = { normal: () => 1 } as Parameters<ReturnType<typeof distribution.sampler>['sample']>[2];
    distribution.sampler([], update).sample([0], 0, one, action, 0);
    return action[0]!;
  };
  expect(deviation(0)).toBeCloseTo(0.2, 6);
  expect(deviation(499)).toBeCloseTo(0.2 * 0.998 ** 499, 6);
  expect(deviation(5000)).toBeCloseTo(0.01, 6);
});
