import { describe, expect, test } from 'vitest';
import { networks } from '../../agents/index.ts';
import { normalizedKernel, singularBuffers } from '../../agents/networks/spectral-norm.ts';
import { derivativeForward } from '../../agents/networks/tangents.ts';
import * as tf from '../../src/tensors/tf.ts';
import { doublePrecision, flat, goldenCases, type Numbers } from './golden.ts';

type Matrix = readonly (readonly number[])[];

interface Case {
  readonly id: string;
  readonly kind: string;
  readonly inputs: {
    readonly kernel: Matrix;
    readonly u: readonly number[];
    readonly x: Matrix;
    readonly output_gradient: Matrix;
    readonly k: number;
    readonly only_if_larger: boolean;
    readonly gradient_through_sigma: boolean;
    readonly power_iterations: number;
  };
  readonly expected: {
    readonly calls: readonly {
      readonly u: readonly number[];
      readonly v: readonly number[];
      readonly sigma: number;
      readonly output: Matrix;
      readonly gradient: Matrix;
    }[];
  };
}

const [atol, rtol] = doublePrecision ? [1e-9, 1e-9] : [1e-4, 1e-3];
const tensorOf = (matrix: Matrix) => tf.tensor(flat(matrix), [1, matrix.length, matrix[0]!.length]);

function expectNear(given: tf.Tensor, wanted: Numbers, what: string): void {
  const found = given.dataSync();
  expect(found.length, what).toBe(flat(wanted).length);
  flat(wanted).forEach((value, i) => {
    const off = Math.abs(found[i]! - value);
    expect(off, `${what} ${i}: ${found[i]} for ${value}`).toBeLessThanOrEqual(atol + rtol * Math.abs(value));
  });
}

describe.each(goldenCases<Case>('spectral_norm', 'systems').filter(({ kind }) => kind === 'spectral_norm'))(
  '$id',
  ({ inputs, expected }) => {
    test('vectors, outputs and gradients of the reference', () => {
      const { x, output_gradient, k, only_if_larger, gradient_through_sigma, power_iterations } = inputs;
      const kernel = tensorOf(inputs.kernel);
      const [rows, columns] = [inputs.kernel.length, inputs.u.length];
      const norm = { k, onlyIfLarger: only_if_larger, iterations: power_iterations };
      const { advance } = singularBuffers([{ name: 'kernel', inputs: rows, outputs: columns }], norm);
      let kept: { readonly [name: string]: tf.Tensor } = { kernel_u: tensorOf([inputs.u]) };
      for (const wanted of expected.calls) {
        kept = advance({ kernel, ...kept });
        expectNear(kept.kernel_u!, wanted.u, 'u');
        expectNear(kept.kernel_v!, wanted.v, 'v');
        const normalized = (own: tf.Tensor) => normalizedKernel(own, kept.kernel_u!, kept.kernel_v!, norm);
        expectNear(tf.matMul(tensorOf(x), normalized(kernel)), wanted.output, 'output');
        const total = (own: tf.Tensor): tf.Tensor =>
          tf.sum(tf.mul(tf.matMul(tensorOf(x), normalized(own)), tensorOf(output_gradient)));
        const through = tf.grad(total)(kernel);
        // Without the gradient through σ, what is left is that of a division by a constant.
        const divisor = only_if_larger ? Math.max(wanted.sigma / k, 1) : wanted.sigma / k;
        const straight = tf.div(tf.matMul(tensorOf(x), tensorOf(output_gradient), true), divisor);
        expectNear(gradient_through_sigma ? through : straight, wanted.gradient, 'gradient');
      }
    });

    test('the derivative forward is the gradient, taken the other way round', () => {
      const { k, only_if_larger } = inputs;
      const norm = { k, onlyIfLarger: only_if_larger };
      const { u, v } = expected.calls[0]!;
      const kernel = tensorOf(inputs.kernel);
      const direction = tf.cos(tf.mul(kernel, 7));
      const pull = tf.sin(tf.mul(kernel, 5));
      const normalized = (own: tf.Tensor) => normalizedKernel(own, tensorOf([u]), tensorOf([v]), norm);
      const forward = derivativeForward({ kernel }, { kernel: direction }, () => normalized(kernel))!;
      const back = tf.grad((own: tf.Tensor) => tf.sum(tf.mul(normalized(own), pull)))(kernel);
      const [one, other] = [tf.mul(forward, pull), tf.mul(back, direction)].map(
        (x) => tf.sum(x).dataSync()[0]!,
      );
      expect(one).toBeCloseTo(other!, doublePrecision ? 12 : 4);
    });
  },
);

test('a kernel of zeros stays one, and its gradient is finite', () => {
  const [u, v] = [tensorOf([[0.6, 0.8]]), tensorOf([[1, 0]])];
  for (const onlyIfLarger of [false, true]) {
    const normalized = (own: tf.Tensor) => normalizedKernel(own, u, v, { k: 1, onlyIfLarger });
    const zeros = tf.zeros([1, 2, 2]);
    expectNear(normalized(zeros), [0, 0, 0, 0], 'kernel');
    const gradient = tf
      .grad((own: tf.Tensor) => tf.sum(normalized(own)))(zeros)
      .dataSync();
    expect([...gradient].every(Number.isFinite)).toBe(true);
  }
});

test('the vectors begin where the largest singular value of orthogonal weights is found exactly', () => {
  const { entry, settings } = networks.resolve('mlp(sizes=[6,3],spectral=[0,-2,-1])');
  const network = entry.create(settings, { name: 'actor', inputs: 4, outputs: 2, outputGain: 0.01 });
  expect(network.parameters.map(({ name }) => name)).not.toContain('actor.0.kernel_u');
  expect(network.buffers!.specs.map(({ name, shape }) => [name, ...shape])).toEqual([
    ['actor.0.kernel_u', 1, 6],
    ['actor.0.kernel_v', 1, 4],
    ['actor.1.kernel_u', 1, 3],
    ['actor.1.kernel_v', 1, 6],
    ['actor.head.kernel_u', 1, 2],
    ['actor.head.kernel_v', 1, 3],
  ]);
});

test('layers that are not there, and μP beside, are refused in one line', () => {
  expect(() => networks.resolve('mlp(sizes=[8],spectral=2)')).toThrow(
    /spectral names a layer that is not there/,
  );
  expect(() => networks.resolve('mlp(sizes=[8],spectral=[-3])')).toThrow(/not there/);
  expect(() => networks.resolve('mlp(sizes=[8],spectral=x)')).toThrow(/spectral must be/);
  expect(() => networks.resolve('mlp(sizes=[8],spectral=0,mup_base=4)')).toThrow(/mup_base/);
});
