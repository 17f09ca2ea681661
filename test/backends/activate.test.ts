import { expect, test } from 'vitest';
import { activate } from '../../src/backends/activate.ts';
import { UsageError } from '../../src/errors.ts';
import * as tf from '../../src/tensors/tf.ts';

test.each<[string, () => tf.KernelBackend | Promise<tf.KernelBackend>]>([
  [
    'throws',
    () => {
      throw new RangeError('could not allocate memory');
    },
  ],
  ['fails later', () => Promise.reject(new RangeError('could not allocate memory'))],
])('a backend that %s while it starts is refused, and no other takes its place', async (_, factory) => {
  await activate('cpu');
  tf.registerBackend('hopeless', factory);
  await expect(activate('hopeless', 'a label')).rejects.toThrow(UsageError);
  await expect(activate('hopeless', 'a label')).rejects.toThrow(/^backend a label does not start/);
  expect(tf.getBackend()).toBe('cpu');
  expect(tf.add(1, 1).dataSync()[0]).toBe(2);
  expect(tf.getBackend()).toBe('cpu');
  tf.removeBackend('hopeless');
});

test('a backend that starts is the one that computes', async () => {
  await activate('cpu');
  expect(tf.getBackend()).toBe('cpu');
});
