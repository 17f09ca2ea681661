import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { startBackend } from '../../../src/backends/index.ts';
import * as tf from '../../../src/tensors/tf.ts';
import { anyFloat, floatOfBits, ulps } from './float-bits.ts';

beforeAll(() => startBackend('simd'));

interface Unary {
  readonly op: (x: tf.Tensor) => tf.Tensor;
  /** In double precision. */
  readonly exact: (x: number) => number;
  /** Units in the last place. ½ is what a correctly rounded result may be off. */
  readonly bound: number;
}

const unary: Readonly<Record<string, Unary>> = {
  tanh: { op: tf.tanh, exact: Math.tanh, bound: 1.1 },
  exp: { op: tf.exp, exact: Math.exp, bound: 1 },
  log: { op: tf.log, exact: Math.log, bound: 1 },
  sigmoid: {
    op: tf.sigmoid,
    exact: (x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x))),
    bound: 2.5,
  },
  sqrt: { op: tf.sqrt, exact: Math.sqrt, bound: 0.5 },
  rsqrt: { op: tf.rsqrt, exact: (x) => 1 / Math.sqrt(x), bound: 1.5 },
  reciprocal: { op: tf.reciprocal, exact: (x) => 1 / x, bound: 0.5 },
  square: { op: tf.square, exact: (x) => x * x, bound: 0.5 },
  relu: { op: tf.relu, exact: (x) => Math.max(0, x), bound: 0 },
  abs: { op: tf.abs, exact: Math.abs, bound: 0 },
  neg: { op: tf.neg, exact: (x) => -x, bound: 0 },
  'step with a slope': {
    op: (x) => tf.step(x, 0.25),
    exact: (x) => (Number.isNaN(x) ? x : x > 0 ? 1 : 0.25),
    bound: 0,
  },
  sign: { op: tf.sign, exact: (x) => (x > 0 ? 1 : x < 0 ? -1 : 0), bound: 0 },
  'clip from -0.5 to 3': {
    op: (x) => tf.clipByValue(x, -0.5, 3),
    exact: (x) => Math.max(-0.5, Math.min(3, x)),
    bound: 0,
  },
};

function worst(
  results: ArrayLike<number>,
  exact: (index: number) => number,
): { error: number; index: number } {
  let [error, at] = [0, -1];
  for (let index = 0; index < results.length; index++) {
    const own = ulps(results[index]!, exact(index));
    if (!(own <= error)) [error, at] = [own, index];
  }
  return { error, index: at };
}

describe.each(Object.entries(unary))('%s', (_name, { op, exact, bound }) => {
  const check = (values: Float32Array): void => {
    const results = tf.tidy(() => op(tf.tensor1d(values)).dataSync());
    const { error, index } = worst(results, (i) => exact(values[i]!));
    expect(
      error,
      `at ${values[index]}: ${results[index]}, exactly ${exact(values[index]!)}`,
    ).toBeLessThanOrEqual(bound);
  };

  test(`is within ${bound} ulp of float64 over all floats, denormals, zeros, infinities and NaN included`, () => {
    // A prime stride through all bit patterns, so that every exponent meets hundreds of mantissas of either sign.
    const stride = 10_007;
    check(Float32Array.from({ length: Math.floor(2 ** 32 / stride) }, (_, i) => floatOfBits(i * stride)));
  });

  test(`is within ${bound} ulp where networks live`, () => {
    check(Float32Array.from({ length: 200_001 }, (_, i) => (i - 100_000) * 1.0001e-4));
    check(Float32Array.from({ length: 200_001 }, (_, i) => (i - 100_000) * 1e-8));
  });

  test('gives an element the same bits wherever it stands', () => {
    fc.assert(
      fc.property(fc.array(anyFloat, { minLength: 1, maxLength: 23 }), (values) => {
        tf.tidy(() => {
          const together = op(tf.tensor1d(values)).dataSync();
          const alone = values.map((value) => op(tf.scalar(value)).dataSync()[0]!);
          expect(Array.from(together)).toEqual(alone);
        });
      }),
      { numRuns: 50 },
    );
  });
});

interface Binary {
  readonly op: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;
  readonly exact: (a: number, b: number) => number;
  readonly bound: number;
}

const binary: Readonly<Record<string, Binary>> = {
  add: { op: tf.add, exact: (a, b) => a + b, bound: 0.5 },
  sub: { op: tf.sub, exact: (a, b) => a - b, bound: 0.5 },
  mul: { op: tf.mul, exact: (a, b) => a * b, bound: 0.5 },
  div: { op: tf.div, exact: (a, b) => a / b, bound: 0.5 },
  maximum: { op: tf.maximum, exact: Math.max, bound: 0 },
  minimum: { op: tf.minimum, exact: Math.min, bound: 0 },
  'squared difference': {
    op: tf.squaredDifference,
    exact: (a, b) => Math.fround(a - b) ** 2,
    bound: 0.5,
  },
  greater: { op: tf.greater, exact: (a, b) => Number(a > b), bound: 0 },
  greaterEqual: { op: tf.greaterEqual, exact: (a, b) => Number(a >= b), bound: 0 },
  less: { op: tf.less, exact: (a, b) => Number(a < b), bound: 0 },
  lessEqual: { op: tf.lessEqual, exact: (a, b) => Number(a <= b), bound: 0 },
  equal: { op: tf.equal, exact: (a, b) => Number(a === b), bound: 0 },
  notEqual: { op: tf.notEqual, exact: (a, b) => Number(a !== b), bound: 0 },
};

test.each(Object.entries(binary))('%s of any two floats is rounded once', (_name, { op, exact, bound }) => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyFloat, anyFloat), { minLength: 1, maxLength: 40 }), (pairs) => {
      const [a, b] = [0, 1].map((side) => Float32Array.from(pairs, (pair) => pair[side]!)) as [
        Float32Array,
        Float32Array,
      ];
      const results = tf.tidy(() => op(tf.tensor1d(a), tf.tensor1d(b)).dataSync());
      const { error, index } = worst(results, (i) => exact(a[i]!, b[i]!));
      expect(error, `at ${a[index]}, ${b[index]}: ${results[index]}`).toBeLessThanOrEqual(bound);
    }),
    { numRuns: 300 },
  );
});

const finite = fc.float({ min: -1000, max: 1000, noNaN: true });

test.each([
  ['sum', tf.sum, (values: readonly number[]) => values.reduce((a, b) => a + b)],
  ['mean', tf.mean, (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length],
] as const)('%s is added up in double precision, along rows and down columns', (_name, op, exact) => {
  fc.assert(
    fc.property(
      fc.array(finite, { minLength: 1, maxLength: 70 }),
      fc.integer({ min: 1, max: 9 }),
      (values, copies) => {
        tf.tidy(() => {
          const row = tf.tensor2d(values, [1, values.length]);
          const spread = values.reduce((total, value) => total + Math.abs(value), 0) * 2 ** -50;
          const wanted = exact(values.map(Math.fround));
          // Half a unit in the last place, of a denormal result too.
          const allowed = spread + Math.max(Math.abs(wanted) * 2 ** -24, 2 ** -150);
          const rows = op(tf.tile(row, [copies, 1]), 1).dataSync();
          const columns = op(tf.transpose(tf.tile(row, [copies, 1])), 0).dataSync();
          for (const result of [...rows, ...columns])
            expect(Math.abs(result - wanted)).toBeLessThanOrEqual(allowed);
          expect(new Set(rows).size).toBe(1);
          expect(new Set(columns).size).toBe(1);
        });
      },
    ),
  );
});

test('max and min let NaN through and take no notice of order', () => {
  fc.assert(
    fc.property(fc.array(anyFloat, { minLength: 1, maxLength: 30 }), (values) => {
      const floats = Float32Array.from(values);
      const [largest, smallest] = tf.tidy(() => {
        const x = tf.tensor1d(floats);
        return [tf.max(x).dataSync()[0]!, tf.min(x).dataSync()[0]!];
      });
      expect(largest + 0).toBe(Math.max(...floats) + 0);
      expect(smallest + 0).toBe(Math.min(...floats) + 0);
    }),
  );
});

test('softmax is within 4 ulp of float64, also far from zero', () => {
  fc.assert(
    fc.property(
      fc.array(fc.float({ min: -200, max: 200, noNaN: true }), { minLength: 1, maxLength: 19 }),
      (values) => {
        const results = tf.tidy(() => tf.softmax(tf.tensor2d(values, [1, values.length])).dataSync());
        const top = Math.max(...values);
        const powers = values.map((value) => Math.exp(Math.fround(value - top)));
        const total = powers.reduce((a, b) => a + b);
        expect(worst(results, (i) => powers[i]! / total).error).toBeLessThanOrEqual(4);
      },
    ),
  );
});
