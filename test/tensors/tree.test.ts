import { describe, expect, test } from 'vitest';
import * as tf from '../../src/tensors/tf.ts';
import { disposeTree, leaves, mapTree, tidyTree, withLeaves } from '../../src/tensors/tree.ts';

const tree = () => ({ a: tf.scalar(1), list: [tf.scalar(2), { deep: tf.scalar(3) }], empty: {} });
const values = (tensors: tf.Tensor[]) => tensors.map((tensor) => tensor.dataSync()[0]);

describe('a tree of tensors', () => {
  test('lists its leaves in insertion order', () => {
    expect(values(leaves(tree()))).toEqual([1, 2, 3]);
  });

  test('is mapped together with trees of the same shape, lists staying lists and empty branches empty', () => {
    const sums = mapTree((a, b, c) => tf.addN([a, b!, c!]), tree(), tree(), tree());
    expect(values(leaves(sums))).toEqual([3, 6, 9]);
    expect(Array.isArray(sums.list)).toBe(true);
    expect(sums.empty).toEqual({});
  });

  test('takes other leaves in the order of its own', () => {
    const others = [tf.scalar(7), tf.scalar(8), tf.scalar(9)];
    const { a, list, empty } = withLeaves(tree(), others);
    expect([a, list[0], (list[1] as { deep: tf.Tensor }).deep]).toEqual(others);
    expect(empty).toEqual({});
  });

  test('may be a single tensor', () => {
    const one = tf.scalar(4);
    expect(leaves(one)).toEqual([one]);
    expect(mapTree(tf.square, one).dataSync()[0]).toBe(16);
  });

  test('outlives the tidying up of what was made on the way', () => {
    const before = tf.memory().numTensors;
    const made = tidyTree(() => ({ sum: tf.add(tf.square(2), 1), list: [tf.neg(tf.scalar(1))] }));
    expect(values(leaves(made))).toEqual([5, -1]);
    expect(tf.memory().numTensors).toBe(before + 2);
  });

  test('is freed except for what lives on', () => {
    const old = tree();
    const next = { kept: old.a, fresh: tf.scalar(5) };
    disposeTree(old, next);
    expect(old.a.isDisposed).toBe(false);
    expect(leaves(old.list).every((leaf) => leaf.isDisposed)).toBe(true);
  });

  test('may be freed twice, and may hold a tensor twice', () => {
    const shared = tf.scalar(1);
    const twice = [shared, shared];
    const before = tf.memory().numTensors;
    disposeTree(twice);
    disposeTree(twice);
    expect(tf.memory().numTensors).toBe(before - 1);
  });
});
