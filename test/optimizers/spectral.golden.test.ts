import { expect, test } from 'vitest';
import { makeOptimizer, type Params } from '../../src/optimizers/index.ts';
import { powerIteration } from '../../src/tensors/linear-algebra/power-iteration.ts';
import * as tf from '../../src/tensors/tf.ts';
import { doublePrecision, flat, goldenCases, type Numbers } from '../agents/golden.ts';

type Matrix = readonly (readonly number[])[];

interface Call {
  readonly u: readonly number[];
  readonly v: readonly number[];
  readonly sigma: number;
}

type Case = { readonly id: string } & (
  | {
      readonly kind: 'spectral_norm';
      readonly inputs: {
        readonly kernel: Matrix;
        readonly u: readonly number[];
        readonly power_iterations: number;
      };
      readonly expected: { readonly calls: readonly Call[] };
    }
  | {
      readonly kind: 'divgrad';
      readonly inputs: {
        readonly gradient: Matrix;
        readonly sigma: number;
        readonly k: number;
        readonly only_if_larger: boolean;
      };
      readonly expected: { readonly gradient: Matrix };
    }
  | {
      readonly kind: 'divlr';
      readonly inputs: { readonly lr: number; readonly sigma: readonly number[] };
      readonly expected: { readonly lr: readonly number[] };
    }
  | {
      readonly kind: 'zero';
      readonly inputs: { readonly kernel: Matrix };
      readonly expected: { readonly sigma: number };
    }
);

const [atol, rtol] = doublePrecision ? [1e-9, 1e-9] : [1e-4, 1e-3];

function expectNear(given: tf.Tensor, wanted: Numbers, what: string): void {
  const found = given.dataSync();
  flat(wanted).forEach((value, i) => {
    expect(Math.abs(found[i]! - value), `${what} ${i}: ${found[i]} for ${value}`).toBeLessThanOrEqual(
      atol + rtol * Math.abs(value),
    );
  });
  expect(found.length, what).toBe(flat(wanted).length);
}

const tensorOf = (matrix: Matrix) => tf.tensor(flat(matrix), [1, matrix.length, matrix[0]!.length]);

/** Has the singular value, and no other, so that one iteration from anywhere finds it. */
const ofRankOne = (sigma: number, rows: number, columns: number): Matrix =>
  Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) => (i + j === 0 ? sigma : 0)),
  );

/** One update of gradient descent at rate `lr` within a wrapper. */
function updated(spec: string, params: Params, gradients: Params): Params {
  const rule = makeOptimizer(spec);
  return rule.update(gradients, rule.init(params), params, { step: 1 }).updates;
}

for (const { id, ...golden } of goldenCases<Case>('spectral_norm', 'systems')) {
  test(id, () => {
    if (golden.kind === 'spectral_norm') {
      const { kernel, power_iterations } = golden.inputs;
      let u: tf.Tensor = tensorOf([golden.inputs.u]);
      for (const wanted of golden.expected.calls) {
        const found = powerIteration(tensorOf(kernel), u, power_iterations);
        expectNear(found.sigma, wanted.sigma, 'sigma');
        expectNear(found.u, wanted.u, 'u');
        expectNear(found.v, wanted.v, 'v');
        u = found.u;
      }
    } else if (golden.kind === 'divgrad') {
      const { gradient, sigma, k, only_if_larger } = golden.inputs;
      const kernel = tensorOf(ofRankOne(sigma, gradient.length, gradient[0]!.length));
      const spec = `DIVGRAD(SGD(lr=1),k=${k},only_if_larger=${only_if_larger})`;
      const made = updated(spec, { 'a.kernel': kernel }, { 'a.kernel': tensorOf(gradient) });
      expectNear(tf.neg(made['a.kernel']!), golden.expected.gradient, 'gradient');
    } else if (golden.kind === 'divlr') {
      const { lr, sigma } = golden.inputs;
      const params = {
        ...Object.fromEntries(sigma.map((each, i) => [`net.${i}.kernel`, tensorOf(ofRankOne(each, 2, 3))])),
        'net.0.bias': tf.zeros([1, 1, 3]),
      };
      const ones = Object.fromEntries(
        Object.entries(params).map(([name, param]) => [name, tf.onesLike(param)]),
      );
      const made = updated(`DIVLR(SGD(lr=${lr}))`, params, ones);
      golden.expected.lr.forEach((rate, i) => {
        expectNear(tf.neg(made[`net.${i}.kernel`]!), new Array<number>(6).fill(rate), `layer ${i}`);
      });
      expectNear(tf.neg(made['net.0.bias']!), [lr, lr, lr], 'bias');
    } else {
      const kernel = tensorOf(golden.inputs.kernel);
      const u = tensorOf([[0.6, 0.8]]);
      const found = powerIteration(kernel, u, 2);
      expectNear(found.sigma, golden.expected.sigma, 'sigma');
      // From zeros it would never come back.
      expectNear(found.u, [0.6, 0.8], 'u');
      const gradient = tensorOf([
        [1, 2],
        [3, 4],
      ]);
      for (const spec of ['DIVGRAD(SGD(lr=1))', 'DIVLR(SGD(lr=1))']) {
        expectNear(tf.neg(updated(spec, { kernel }, { kernel: gradient }).kernel!), [1, 2, 3, 4], spec);
      }
    }
  });
}
