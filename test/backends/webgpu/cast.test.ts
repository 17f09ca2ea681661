import { expect, test } from 'vitest';
import * as tf from '../../../src/tensors/tf.ts';

test.each(['bool', 'int32'] as const)(
  'what was %s is summed over any axis once it is float32',
  async (dtype) => {
    const numbers = tf.tensor([1, 0, 1, 1, 1, 0], [1, 3, 2], dtype);
    const floats = tf.cast(tf.reshape(numbers, [1, 3, 2]), 'float32');
    expect(floats.dtype).toBe('float32');
    expect([...(await tf.sum(floats, 1).data())]).toEqual([3, 1]);
    expect([...(await tf.transpose(floats, [0, 2, 1]).data())]).toEqual([1, 1, 1, 0, 1, 0]);
  },
);
