import { expect, test } from 'vitest';
import { savedRows } from '../../../src/workloads/control/saved-rollout.ts';

test('Saved rows are taken as they are', () => {
  const state = Float64Array.of(1, 2, 9, 3, 4, 8);
  expect(savedRows(state, 2, 3)).toBe(state);
});

test('Rows of earlier versions that end with the count in place of the last number are given the count behind it', () => {
  expect(savedRows(Float64Array.of(1, 9, 3, 8), 2, 3)).toEqual(Float64Array.of(1, 9, 9, 3, 8, 8));
});

test('Rows of another environment are refused', () => {
  expect(() => savedRows(new Float64Array(10), 2, 3)).toThrow(
    'it holds 5 numbers of a copy of the environment, which has 3 now',
  );
});
