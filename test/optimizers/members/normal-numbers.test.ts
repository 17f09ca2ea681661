import { expect, test } from 'vitest';
import { type MemberStreams, normalNumbers, type StepContext } from '../../../src/optimizers/index.ts';
import { drawingApart } from '../../../src/optimizers/members/normal-numbers.ts';
import { RandomStream } from '../../../src/random.ts';
import * as tf from '../../../src/tensors/tf.ts';

/** Members with seeds. */
const seeded =
  (...seeds: number[]): MemberStreams =>
  (member, ...purpose) =>
    RandomStream.of(seeds[member]!, ...purpose);

/** What each member draws for 3 numbers. */
function draws(members: number, context: StepContext, purpose = 'noise'): number[][] {
  const drawn = normalNumbers(context, tf.zeros([members, 1, 3]), purpose);
  return (drawn.arraySync() as number[][][]).map(([row]) => row!);
}

test('A member draws the same numbers alone and in company, by its seed and its own step', () => {
  const [first, second] = draws(2, { step: [4, 7], randomStream: seeded(1, 2) });
  expect(draws(1, { step: 4, randomStream: seeded(1) })).toEqual([first]);
  expect(draws(1, { step: 7, randomStream: seeded(2) })).toEqual([second]);
  expect(first).not.toEqual(second);
});

test('Steps, purposes, and rules side by side draw other numbers', () => {
  const context = { step: 1, randomStream: seeded(1) };
  const sets = [
    draws(1, context),
    draws(1, { ...context, step: 2 }),
    draws(1, context, 'probe'),
    draws(1, { ...context, ...drawingApart(context, 'critic') }),
    draws(1, { ...context, ...drawingApart(context, 'actor') }),
  ];
  expect(new Set(sets.map(String)).size).toBe(sets.length);
});

test('The numbers are standard normal', () => {
  const drawn = normalNumbers({ step: 3 }, tf.zeros([1, 100, 100]), 'noise');
  const { mean, variance } = tf.moments(drawn);
  expect(mean.dataSync()[0]).toBeCloseTo(0, 1);
  expect(variance.dataSync()[0]).toBeCloseTo(1, 1);
});
