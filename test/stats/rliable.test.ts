import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { iqm, mean, quantile, standardDeviation } from '../../src/stats/index.ts';

interface Goldens {
  /** Scores are [run][task]. */
  readonly aggregate: readonly {
    readonly kind: string;
    readonly scores: readonly (readonly number[])[];
    readonly mean: number;
    readonly median: number;
    readonly iqm: number;
  }[];
  readonly tests: readonly {
    readonly kind: string;
    readonly x: readonly number[];
    readonly y: readonly number[];
    readonly mean_x: number;
    readonly mean_y: number;
    readonly std_x: number;
    readonly std_y: number;
  }[];
}

const goldens = JSON.parse(
  readFileSync(new URL('../goldens/stats/rliable.json', import.meta.url), 'utf8'),
) as Goldens;

/** The goldens have 12 significant digits. */
function expectAgreement(actual: number | undefined, golden: number): void {
  expect(Math.abs(actual! - golden) / Math.max(1, Math.abs(golden))).toBeLessThan(1e-11);
}

describe.each(goldens.aggregate)('of scores like $kind', ({ scores, ...golden }) => {
  const all = scores.flat();
  const taskMeans = scores[0]!.map((_, task) => mean(scores.map((run) => run[task]!))!);

  test('iqm is the interquartile mean of rliable', () => expectAgreement(iqm(all), golden.iqm));
  test('mean of the task means is the mean of rliable', () => expectAgreement(mean(taskMeans), golden.mean));
  test('the 0.5-quantile of the task means is the median of rliable', () =>
    expectAgreement(quantile(taskMeans, 0.5), golden.median));
});

test.each(goldens.tests)('mean and standardDeviation agree with NumPy on samples like $kind', (golden) => {
  expectAgreement(mean(golden.x), golden.mean_x);
  expectAgreement(mean(golden.y), golden.mean_y);
  expectAgreement(standardDeviation(golden.x), golden.std_x);
  expectAgreement(standardDeviation(golden.y), golden.std_y);
});
