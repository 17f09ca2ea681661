import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lowerMedian } from '../../src/tensors/lower-median.ts';
import * as tf from '../../src/tensors/tf.ts';

const number = fc.float({ noNaN: true, noDefaultInfinity: true });

test('the lower median is the middle of the sorted numbers of each member, the lower of two', () => {
  const column = (rows: number) => fc.array(number, { minLength: rows, maxLength: rows });
  const members = fc.integer({ min: 1, max: 40 }).chain((rows) => fc.tuple(column(rows), column(rows)));
  fc.assert(
    fc.property(members, (each) => {
      const count = each[0].length;
      const medians = lowerMedian(tf.tensor(each.flat(), [each.length, count, 1]));
      expect(medians.shape).toEqual([each.length, 1, 1]);
      each.forEach((values, member) => {
        const sorted = [...values].sort((a, b) => a - b);
        const difference = medians.dataSync()[member]! - sorted[Math.floor((count - 1) / 2)]!;
        // Not the difference itself: the two zeros are one number, and theirs may be -0.
        expect(Math.abs(difference)).toBe(0);
      });
    }),
  );
});

test('NaN in one member leaves the others alone', () => {
  const x = tf.tensor([Number.NaN, Number.NaN, 1, 3, 2, 4], [2, 3, 1]);
  expect(lowerMedian(x).dataSync()[1]).toBe(3);
});
