import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { activate } from '../../../src/backends/activate.ts';
import { startBackend } from '../../../src/backends/index.ts';
import * as tf from '../../../src/tensors/tf.ts';
import { smallPlan, tensorCounts } from '../../training/small-plan.ts';

beforeEach(() => startBackend('simd'));

const heapBytes = (): number => (tf.memory() as unknown as { heapBytes: number }).heapBytes;

test('what has been read stays as it was when the tensor is gone and its place taken', () => {
  fc.assert(
    fc.property(fc.array(fc.float({ noNaN: true }), { minLength: 1 }), (values) => {
      const x = tf.tensor1d(values);
      const read = x.dataSync();
      x.dispose();
      tf.fill([values.length], 5).dispose();
      expect(Array.from(read)).toEqual(values);
    }),
  );
});

test('values from outside are copied in', () => {
  const values = Float32Array.of(1, 2, 3);
  const x = tf.tensor1d(values);
  values[0] = 9;
  expect(Array.from(x.dataSync())).toEqual([1, 2, 3]);
  x.dispose();
});

test('reshaping and cloning take no room', () => {
  const x = tf.zeros([10, 10]);
  const used = heapBytes();
  const others = [tf.reshape(x, [100]), tf.clone(x), tf.cast(x, 'float32')];
  expect(heapBytes()).toBe(used);
  x.dispose();
  expect(heapBytes()).toBe(used);
  tf.dispose(others);
  expect(heapBytes()).toBeLessThan(used);
});

test('tensors of every type move over from another backend and back', async () => {
  await activate('cpu');
  const tensors = [
    tf.tensor1d([1.5, -2]),
    tf.tensor1d([1, -2], 'int32'),
    tf.tensor1d([true, false], 'bool'),
    tf.tensor1d(['one', 'two']),
    tf.complex([1, 2], [3, 4]),
  ];
  const before = tensors.map((x) => Array.from(x.dataSync<'float32'>()));
  for (const backend of ['simd', 'cpu']) {
    await activate(backend);
    const doubled = tensors.slice(0, 2).map((x) => Array.from(tf.add(x, x).dataSync()));
    expect(doubled).toEqual(before.slice(0, 2).map((values) => values.map((value) => value * 2)));
    expect(tensors.map((x) => Array.from(x.dataSync<'float32'>()))).toEqual(before);
  }
  tf.dispose(tensors);
});

test('integers and truth values are computed as the cpu backend computes them', () => {
  tf.tidy(() => {
    const integers = tf.tensor2d([7, -3, 5, 2], [2, 2], 'int32');
    expect(Array.from(tf.sum(integers, 0).dataSync())).toEqual([12, -1]);
    expect(Array.from(tf.transpose(integers).dataSync())).toEqual([7, 5, -3, 2]);
    expect(Array.from(tf.cast(integers, 'float32').dataSync())).toEqual([7, -3, 5, 2]);
    const truths = tf.greater(integers, tf.scalar(2, 'int32'));
    expect(Array.from(truths.dataSync())).toEqual([1, 0, 1, 0]);
    expect(Array.from(tf.tile(truths, [1, 2]).dataSync())).toEqual([1, 0, 1, 0, 1, 0, 1, 0]);
    expect(Array.from(tf.logicalNot(truths).dataSync())).toEqual([0, 1, 0, 1]);
  });
});

test('empty tensors are tensors', () => {
  tf.tidy(() => {
    const nothing = tf.zeros([0, 3]);
    expect(tf.add(nothing, 1).shape).toEqual([0, 3]);
    expect(Array.from(tf.sum(nothing, 0).dataSync())).toEqual([0, 0, 0]);
    expect(tf.concat([nothing, tf.ones([1, 3])]).shape).toEqual([1, 3]);
  });
});

test('training leaves the heap as it found it', async () => {
  const used = heapBytes();
  await tensorCounts(smallPlan({ optimizers: ['MILO(lr=0.01)', 'MILO(lr=0.1)'] }));
  expect(heapBytes()).toBe(used);
});
