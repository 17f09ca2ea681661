import { expect, test } from 'vitest';
import { formatShare } from '../../src/text/format.ts';
import { alike, each, estimate, formatEstimate, type Numbers } from '../../src/text/format-alike.ts';

function column(...rows: Numbers[]): string[] {
  return rows.map(alike(rows));
}

test('the numbers of a column have the decimals of the largest, and no more than any of them needs', () => {
  expect(column([16.04, 15.98, 16.1], [9.234, 6.59, 11.6])).toEqual(['16.0 [16.0, 16.1]', '9.2 [6.6, 11.6]']);
  expect(column([378.3, 299, 452], [-41.26, -60.4, 1.9])).toEqual(['378 [299, 452]', '-41 [-60, 2]']);
  expect(column([2], [5, 4, 6])).toEqual(['2', '5 [4, 6]']);
  expect(column([0.5], [0.25])).toEqual(['0.50', '0.25']);
  expect(column([99.97], [12.34])).toEqual(['100', '12']);
});

test('a row that would lose its digits has its own decimals', () => {
  expect(column([378.3, 299, 452], [0.294, -0.848, 1.49])).toEqual(['378 [299, 452]', '0.29 [-0.85, 1.49]']);
  expect(column([0.04, -3.2, 3.3])).toEqual(['0.04 [-3.20, 3.30]']);
  expect(column([1234567], [12.34])).toEqual(['1.2e+6', '12']);
});

test('nothing, what is not finite, nothing but zeros, and the smallest numbers', () => {
  expect(column([undefined], [null], [Number.NaN], [Number.NEGATIVE_INFINITY], [1.25])).toEqual([
    ...['-', '-', '-', '-inf', '1.25'],
  ]);
  expect(column([0, 0, 0], [0.00012])).toEqual(['0 [0, 0]', '1.2e-4']);
  expect(column([-0.001, -20.5, 20.5])).toEqual(['0.0 [-20.5, 20.5]']);
  expect(column([0], [1.5])).toEqual(['0.0', '1.5']);
});

test('an estimate by itself, and numbers with a format of their own', () => {
  expect(formatEstimate(6.79, [4.413, 9.5])).toBe('6.79 [4.41, 9.50]');
  expect(formatEstimate(3, undefined)).toBe('3');
  const shares = [estimate(0.5, [0.25, 1])];
  expect(shares.map(each(formatShare)(shares))).toEqual(['50 % [25 %, 100 %]']);
});
