import { expect, test } from 'vitest';
import { RandomStream } from '../../../src/random.ts';
import * as tf from '../../../src/tensors/tf.ts';

const stream = RandomStream.of(1, 'sums');
const drawn = (count: number) => Array.from({ length: count }, () => Math.fround(stream.normal()));

test.each([1, 2, 3, 7, 63, 64, 65, 100, 4095, 4096, 4097, 9000])(
  'a sum of %i numbers is right, and zeros after them change none of its bits',
  async (length) => {
    const numbers = drawn(length);
    const exact = numbers.reduce((sum, each) => sum + each, 0);
    const [own] = await tf.sum(tf.tensor1d(numbers)).data();
    expect(Math.abs(own! - exact)).toBeLessThan(1e-5 * Math.sqrt(length) + 1e-6);
    for (const zeros of [1, 30, 64, 5000, 20_000]) {
      const longer = tf.tensor2d([...numbers, ...new Array(zeros).fill(0)], [1, length + zeros]);
      expect([...(await tf.sum(longer, 1).data())]).toEqual([own]);
    }
  },
);

test('sums go along any axes, and keep them where that is asked for', async () => {
  const x = tf.reshape(tf.range(0, 24), [2, 3, 4]);
  const of = async (axes: number | number[] | undefined, keepDims = false) => {
    const sum = tf.sum(x, axes, keepDims);
    return { shape: sum.shape, numbers: [...(await sum.data())] };
  };
  expect(await of(undefined)).toEqual({ shape: [], numbers: [276] });
  expect(await of(1)).toEqual({ shape: [2, 4], numbers: [12, 15, 18, 21, 48, 51, 54, 57] });
  expect(await of(-1, true)).toEqual({ shape: [2, 3, 1], numbers: [6, 22, 38, 54, 70, 86] });
  expect(await of([0, 2], true)).toEqual({ shape: [1, 3, 1], numbers: [60, 92, 124] });
  expect((await of([0, 1, 2])).numbers).toEqual([276]);
});

test('there may be more sums than stand in a row of the dispatch', async () => {
  const count = 2_500;
  const found = await tf.sum(tf.tile(tf.reshape(tf.range(0, count), [count, 1]), [1, 2]), 1).data();
  expect(found.length).toBe(count);
  for (const place of [0, 1, 1_023, 1_024, 2_048, count - 1]) expect(found[place]).toBe(2 * place);
});

test('whole numbers and truth values are counted as before', async () => {
  const truth = tf.tensor1d([1, 0, 1], 'bool');
  expect(tf.sum(truth).dtype).toBe('int32');
  expect([...(await tf.sum(truth).data())]).toEqual([2]);
});
