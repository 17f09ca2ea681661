import { describe, expect, test } from 'vitest';
import { networks } from '../../agents/index.ts';
import { sparseUniform } from '../../agents/networks/initializers.ts';
import { RandomStream } from '../../src/random.ts';
import * as tf from '../../src/tensors/tf.ts';

describe('stream-mlp', () => {
  test('starts with a share of zeros among the inputs of every unit, and numbers in ±1/√inputs', () => {
    const [rows, columns] = [25, 8];
    const matrix = sparseUniform(rows, columns, 0.9, RandomStream.of(1, 'parameters'));
    for (let column = 0; column < columns; column++) {
      const own = Array.from({ length: rows }, (_, row) => matrix[row * columns + column]!);
      expect(own.filter((value) => value !== 0)).toHaveLength(2);
      expect(Math.max(...own.map(Math.abs))).toBeLessThanOrEqual(0.2);
    }
  });

  test('leaves no unit without an input', () => {
    const matrix = sparseUniform(4, 100, 0.9, RandomStream.of(1, 'parameters'));
    expect(matrix.filter((value) => value !== 0)).toHaveLength(100);
  });

  test('normalises hidden layers and lets a hundredth of what is below zero through', () => {
    const { entry, settings } = networks.resolve('stream-mlp(sizes=[2])');
    const network = entry.create(settings, { name: 'actor', inputs: 1, outputs: 2, outputGain: 1 });
    const params = {
      'actor.0.kernel': tf.tensor([3, 5], [1, 1, 2]),
      'actor.0.bias': tf.tensor([1, -1], [1, 1, 2]),
      'actor.head.kernel': tf.tensor([1, 0, 0, 1], [1, 2, 2]),
      'actor.head.bias': tf.tensor([0, 0.5], [1, 1, 2]),
    };
    const [first, second] = network.forward(params, tf.tensor([4], [1, 1, 1])).dataSync();
    // 13 and 19: a mean of 16, a deviation of 3.
    expect(first).toBeCloseTo(-0.01, 5);
    expect(second).toBeCloseTo(1.5, 5);
  });
});
