import { describe, expect, test } from 'vitest';
import * as tf from '../../../src/tensors/tf.ts';

const places = Array.from({ length: 4001 }, (_, i) => Math.fround((i - 2000) / 31));

describe.each([
  ['sine', tf.sin, Math.sin],
  ['cosine', tf.cos, Math.cos],
] as const)('a %s', (_, ours, exact) => {
  test('is right to single precision', async () => {
    const found = await ours(tf.tensor1d(places)).data();
    const worst = places.reduce((most, x, i) => Math.max(most, Math.abs(found[i]! - exact(x))), 0);
    expect(worst).toBeLessThan(2 ** -22);
  });

  test('is right of many numbers in any shape, and of large ones', async () => {
    const large = [1e3, 1e4, -99_999, 0];
    const found = await ours(tf.tile(tf.tensor2d(large, [2, 2]), [1, 50_000])).data();
    for (let i = 0; i < found.length; i += 9_999) {
      const x = large[2 * Math.floor(i / 100_000) + (i % 2)]!;
      expect(Math.abs(found[i]! - exact(x))).toBeLessThan(1e-5);
    }
  });

  test('of what is not finite is NaN', async () => {
    expect([...(await ours(tf.tensor1d([Number.NaN, Number.POSITIVE_INFINITY])).data())]).toEqual([
      Number.NaN,
      Number.NaN,
    ]);
  });
});

test('the exponential function less 1 is right to single precision, of numbers near 0 too', async () => {
  const near = [1e-30, 1e-8, -1e-5, 3e-3, 0.49, 0.5, -0.5, -0.51, 0];
  const points = [...near, ...places.filter((x) => x < 80)].map(Math.fround);
  const found = await tf.expm1(tf.tensor1d(points)).data();
  const off = points.map((x, i) => Math.abs(found[i]! - Math.expm1(x)) / (Math.abs(Math.expm1(x)) || 1));
  expect(Math.max(...off)).toBeLessThan(2 ** -15);
  expect(Math.max(...off.slice(0, near.length))).toBeLessThan(2 ** -21);
  const others = tf.tensor1d([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
  expect([...(await tf.expm1(others).data())]).toEqual([Number.NaN, Number.POSITIVE_INFINITY, -1]);
});
