import { expect, test } from 'vitest';
import { replaceMembers } from '../../src/tensors/replace-members.ts';
import * as tf from '../../src/tensors/tf.ts';
import { mapTree } from '../../src/tensors/tree.ts';

const tree = () => ({
  a: tf.tensor3d([[[1]], [[2]], [[3]]]),
  b: [tf.tensor3d([[[4, 5]], [[6, 7]], [[8, 9]]])],
});
const given = () => tf.tensor3d([[[10]], [[20]], [[30]]]);
const valuesOf = ({ a, b }: ReturnType<typeof tree>) => [a.arraySync(), b[0]!.arraySync()].flat(3);

test.each([
  [
    [true, true, true],
    [10, 20, 30, 40, 50, 120, 140, 240, 270],
  ],
  [
    [false, true, false],
    [1, 20, 3, 4, 5, 120, 140, 8, 9],
  ],
  [
    [true, false, true],
    [10, 2, 30, 40, 50, 6, 7, 240, 270],
  ],
  [
    [false, false, false],
    [1, 2, 3, 4, 5, 6, 7, 8, 9],
  ],
])('Of members chosen %s those are replaced', (chosen, expected) => {
  const before = tree();
  const after = replaceMembers(chosen, before, (pick) => {
    const factors = pick(given());
    expect(factors.shape[0]).toBe(chosen.filter(Boolean).length);
    return { a: factors, b: mapTree((leaf) => tf.mul(leaf, factors), pick(before).b) };
  });
  expect(valuesOf(after)).toEqual(expected);
});

test('What the others hold may be anything', () => {
  const x = tf.tensor3d([[[Number.NaN]], [[1]]]);
  const y = replaceMembers([false, true], x, (pick) => tf.add(pick(x), 1));
  expect(Array.from(y.dataSync())).toEqual([Number.NaN, 2]);
});
