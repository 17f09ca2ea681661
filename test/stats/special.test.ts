import { describe, expect, test } from 'vitest';
import { incompleteBeta, logGamma, normalCdf, normalQuantile, studentTail } from '../../src/stats/index.ts';

/** Relative where the expected value is not 0. */
function expectClose(actual: number, expected: number, tolerance = 1e-12): void {
  expect(Math.abs(actual - expected) / (expected === 0 ? 1 : Math.abs(expected))).toBeLessThan(tolerance);
}

// Expected values: SciPy 1.17.1.
describe('special functions', () => {
  test.each([
    [0.1, 2.252712651734206],
    [0.5, 0.5723649429247],
    [1, 0],
    [2.5, 0.2846828704729192],
    [14.9, 24.924132002217277],
    [15, 25.191221182738683],
    [171.3, 708.1149470389971],
    [1e5, 1051287.7089736569],
  ])('logGamma(%d)', (x, expected) => expectClose(logGamma(x), expected, 1e-13));

  test.each([
    [0.5, 0.5, 0.3, 0.36901011956554536],
    [2, 3, 0.9, 0.9963],
    [50, 0.5, 0.999, 0.7523690199653766],
    [250, 0.5, 0.99, 0.025054006060311065],
    [1, 1, 0.25, 0.25],
    [10, 20, 0.1, 0.0003325960345446004],
    [100, 200, 0.35, 0.7325714649575441],
    [3, 2, 0, 0],
    [3, 2, 1, 1],
  ])('incompleteBeta(%d, %d, %d)', (a, b, x, expected) => expectClose(incompleteBeta(a, b, x), expected));

  test.each([
    [-10, 7.61985302416047e-24],
    [-3.5, 0.00023262907903552502],
    [-3, 0.0013498980316300933],
    [-1.96, 0.024997895148220435],
    [-0.1, 0.460172162722971],
    [0, 0.5],
    [0.5, 0.6914624612740131],
    [2.9, 0.998134186699616],
    [3.1, 0.9990323967867817],
    [8, 0.9999999999999993],
  ])('normalCdf(%d)', (x, expected) => expectClose(normalCdf(x), expected));

  test('normalCdf at the infinities', () => {
    expect(normalCdf(Number.NEGATIVE_INFINITY)).toBe(0);
    expect(normalCdf(Number.POSITIVE_INFINITY)).toBe(1);
  });

  test.each([
    [1e-300, -37.0470962993612],
    [1e-10, -6.361340902404056],
    [0.001, -3.090232306167813],
    [0.025, -1.9599639845400545],
    [0.3, -0.5244005127080409],
    [0.5, 0],
    [0.8, 0.8416212335729143],
    [0.975, 1.959963984540054],
    [0.9999, 3.719016485455709],
  ])('normalQuantile(%d)', (p, expected) => expectClose(normalQuantile(p), expected));

  test.each([
    [0.1, 1, 0.4682744825694465],
    [2, 3.7, 0.06090860095261699],
    [-1.5, 10, 0.9177463367772799],
    [5, 300, 4.884577365123889e-7],
    [12, 2, 0.00343646683857923],
  ])('studentTail(%d, %d)', (t, df, expected) => expectClose(studentTail(t, df), expected));

  test('refuse what they are not defined for', () => {
    expect(() => logGamma(0)).toThrow(RangeError);
    expect(() => incompleteBeta(1, 1, 1.1)).toThrow(RangeError);
    expect(() => normalQuantile(0)).toThrow(RangeError);
    expect(() => normalQuantile(Number.NaN)).toThrow(RangeError);
  });
});
