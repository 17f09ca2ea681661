import { describe, expect, test } from 'vitest';
import {
  formatCount,
  formatHundredths,
  formatNumber,
  formatP,
  formatPercent,
  formatRate,
  formatSeconds,
  formatShare,
} from '../../src/text/format.ts';

test.each([
  [0, '0'],
  [15.234, '15.2'],
  [-73.456, '-73.5'],
  [99.94, '99.9'],
  [99.96, '100'],
  [1234.5, '1235'],
  [490.27, '490'],
  [0.012345, '0.0123'],
  [0.9, '0.9'],
  [0.00001234, '1.2e-5'],
  [1_234_567, '1.2e+6'],
  [Number.NEGATIVE_INFINITY, '-inf'],
  [Number.NaN, '-'],
  [null, '-'],
  [undefined, '-'],
])('formatNumber writes %d as %s', (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

test.each([
  [0, '0'],
  [512, '512'],
  [999.6, '1000'],
  [1000, '1k'],
  [12_480, '12.5k'],
  [500_000, '500k'],
  [999_999, '1M'],
  [1_250_000, '1.25M'],
  [null, '-'],
])('formatCount writes %d as %s', (value, text) => {
  expect(formatCount(value)).toBe(text);
});

test.each([
  [0.0456, '0.046 s'],
  [0.5, '0.5 s'],
  [12.34, '12.3 s'],
  [75.15, '75.2 s'],
  [99.94, '99.9 s'],
  [99.96, '1.67 min'],
  [150, '2.5 min'],
  [11_160, '3.1 h'],
  [undefined, '-'],
])('formatSeconds writes %d as %s', (value, text) => {
  expect(formatSeconds(value)).toBe(text);
});

test.each([
  [0, '0 %'],
  [0.001, '1 %'],
  [0.984, '98 %'],
  [0.999, '99 %'],
  [1, '100 %'],
  [null, '-'],
])('formatShare writes %d as %s', (value, text) => {
  expect(formatShare(value)).toBe(text);
});

describe('formatRate', () => {
  test.each([
    [0.01, '0.01'],
    [0.001, '0.001'],
    [0.0003, '3e-4'],
    [0.00025, '2.5e-4'],
    [0, '0'],
    [1, '1'],
    [1000, '1000'],
    [1e20, '1e20'],
    [null, '-'],
  ])('writes %d as %s, as people do', (value, text) => {
    expect(formatRate(value)).toBe(text);
  });
});

test.each([
  [0.24, '0.24'],
  [0.0021498, '0.0021'],
  [1, '1'],
  [0.000999, '< 0.001'],
  [0, '< 0.001'],
  [undefined, '-'],
])('formatP writes %d as %s', (value, text) => {
  expect(formatP(value)).toBe(text);
});

test('formatPercent and formatHundredths keep columns in line', () => {
  expect([0.381, -0.054, 0].map(formatPercent)).toEqual(['38', '-5', '0']);
  expect([0.5, 1, -0.127, 123.4].map(formatHundredths)).toEqual(['0.50', '1.00', '-0.13', '123']);
});
