import { describe, expect, test } from 'vitest';
import { makeOptimizer, type Params } from '../../src/optimizers/index.ts';
import * as tf from '../../src/tensors/tf.ts';
import { doublePrecision, expectClose, goldenCases } from '../agents/golden.ts';

type Matrix = readonly (readonly number[])[];
interface Sum {
  readonly a: Matrix;
  readonly b: Matrix;
  readonly x0: readonly number[];
  readonly lr: number;
}

interface FullCase {
  readonly kind: 'diff2';
  readonly id: string;
  readonly inputs: Sum & {
    readonly restart: number;
    readonly C1: number;
    readonly noise_multiplier: number;
    readonly steps: number;
  };
  readonly expected: { readonly x: Matrix; readonly estimator: Matrix };
}

interface MinibatchCase {
  readonly kind: 'sarah';
  readonly id: string;
  readonly inputs: Sum & { readonly minibatches: Matrix };
  readonly expected: { readonly rows_x_estimator: readonly Matrix[] };
}

const tolerance = doublePrecision ? 1e-9 : 1e-4;
/** Those that neither clip nor add noise: SARAH. */
const cases = goldenCases<FullCase | MinibatchCase>('diff2', 'systems').filter(
  (each) => each.kind === 'sarah' || (each.inputs.noise_multiplier === 0 && each.inputs.C1 >= 1e9),
);

/** The mean of aᵢ · (x − bᵢ) + ½ sin x over some samples. */
function meanGradient({ a, b }: Sum, samples: readonly number[], x: tf.Tensor): tf.Tensor {
  const row = (values: readonly number[]) => tf.tensor([...values], [1, 1, values.length]);
  const each = samples.map((i) => tf.mul(row(a[i]!), tf.sub(x, row(b[i]!))));
  return tf.add(tf.div(tf.addN(each), samples.length), tf.mul(tf.sin(x), 0.5));
}

/** Where SARAH goes, and by which estimates. @param minibatches the samples of each step. */
function follow(sum: Sum, spec: string, minibatches: Matrix) {
  const optimizer = makeOptimizer(spec);
  let params: Params = { x: tf.tensor([...sum.x0], [1, 1, sum.x0.length]) };
  let state = optimizer.init(params);
  return minibatches.map((samples, index) => {
    const gradientAt = ({ x }: Params): Params => ({ x: meanGradient(sum, samples, x!) });
    const wholeGradient = ({ x }: Params): Params => ({ x: meanGradient(sum, [...sum.a.keys()], x!) });
    const context = { step: index + 1, gradientAt, wholeGradient };
    const made = optimizer.update(gradientAt(params), state, params, context);
    const updates = [...made.updates.x!.dataSync()];
    params = { x: tf.add(params.x!, made.updates.x!) };
    state = made.state;
    return { x: [...params.x!.dataSync()], estimate: updates.map((each) => -each / sum.lr) };
  });
}

test('cases of both kinds are there', () => {
  expect(new Set(cases.map(({ kind }) => kind))).toEqual(new Set(['diff2', 'sarah']));
});

test.each(cases)('$id', ({ kind, inputs, expected }) => {
  if (kind === 'diff2') {
    const all = [...inputs.a.keys()];
    const minibatches = Array.from({ length: inputs.steps }, () => all);
    const way = follow(inputs, `SARAH(SGD(lr=${inputs.lr}),restart=${inputs.restart})`, minibatches);
    expectClose(
      way.flatMap(({ x }) => x),
      expected.x,
      tolerance,
      'x',
    );
    expectClose(
      way.flatMap(({ estimate }) => estimate),
      expected.estimator,
      tolerance,
      'estimate',
    );
    return;
  }
  // The first step is of the whole gradient, whatever its minibatch.
  const way = follow(inputs, `SARAH(SGD(lr=${inputs.lr}))`, [[0], ...inputs.minibatches]);
  // A row has where a step has led, and the estimate there, by which the next one goes.
  const rows = expected.rows_x_estimator;
  expectClose(
    way.slice(0, rows.length).flatMap(({ x }) => x),
    rows.map(([x]) => x!),
    tolerance,
    'x',
  );
  expectClose(
    way.slice(1).flatMap(({ estimate }) => estimate),
    rows.map(([, v]) => v!),
    tolerance,
    'v',
  );
});

describe('SARAH', () => {
  const sum: Sum = { a: [[1], [3]], b: [[0], [2]], x0: [1], lr: 0 };

  test('that does not move repeats its estimate', () => {
    const estimates = follow({ ...sum, lr: 1e-30 }, 'SARAH(SGD(lr=1e-30))', [[0], [1], [0]]);
    const [first, ...others] = estimates.map(({ estimate }) => estimate);
    for (const each of others) expectClose(each, first!, 1e-6);
  });
});
