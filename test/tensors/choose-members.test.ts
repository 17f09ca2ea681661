import { expect, test } from 'vitest';
import { chooseMembers } from '../../src/tensors/choose-members.ts';
import * as tf from '../../src/tensors/tf.ts';

const a = tf.tensor3d([1, 2, 3, 4], [2, 1, 2]);

test('takes the chosen members of one tensor and the others of another, whatever stands in what is not taken', () => {
  const b = tf.tensor3d([9, 9, Number.NaN, Number.NaN], [2, 1, 2]);
  expect([...chooseMembers([false, true], a, b).dataSync()]).toEqual([9, 9, 3, 4]);
  expect([...chooseMembers([true, false], tf.squeeze(a, [1]), 0).dataSync()]).toEqual([1, 2, 0, 0]);
});

test('computes nothing where all members are chosen', () => {
  expect(chooseMembers([true, true], a, 0)).toBe(a);
});
