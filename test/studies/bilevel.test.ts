import { expect, test } from 'vitest';
import { readClaim } from '../../src/claims/claim-file.ts';
import { bilevelStudy } from '../../src/studies/bilevel.ts';
import type { MeasuredStudy, StudyPoint } from '../../src/studies/index.ts';
import { rewardDesign } from '../../src/studies/reward-design.ts';

const { signal } = new AbortController();

async function measured(entry: MeasuredStudy, settings: Record<string, unknown>): Promise<StudyPoint[]> {
  const points: StudyPoint[] = [];
  for (const series of entry.series(settings)) {
    for (const point of await entry.measure({ series, seed: 1, settings, signal })) {
      points.push({ ...point, series, seed: 1 });
    }
  }
  return points;
}

test('solvers of bilevel problems come nearer to the solution, the penalty method up to its bias', async () => {
  const study = bilevelStudy as MeasuredStudy;
  const settings = study.settings.parse({ steps: 300, dimensions: [2, 10], toy_steps: 300 });
  const points = await measured(study, settings);
  const ends = Object.fromEntries(study.series(settings).map((series) => [series, lastOf(points, series)]));
  expect(ends['exact gradient']).toBeLessThan(0.01);
  expect(ends['penalty, σ = 0.01']).toBeLessThan(ends['penalty, σ = 0.1']!);
  for (const series of ['MAID', 'BO-REP']) expect(ends[series]).toBeLessThan(0.7);
  const { expected } = readClaim('bilevel');
  expect(study.judge(points, settings, expected).sentences[0]).toContain('medians over 1 seeds');
});

test('a claim about bilevel problems holds only where every part of it does', () => {
  const study = bilevelStudy as MeasuredStudy;
  const { settings, expected } = readClaim('bilevel');
  const judged = (ends: readonly number[]) => {
    const points = study
      .series(settings)
      .map((series, index) => ({ series, seed: 1, x: 1, y: ends[index]! }));
    return study.judge(points, settings, expected).verdict;
  };
  // exact, σ = 0.1, σ = 0.01, MAID, BO-REP, 5 dimensions, 100
  expect(judged([0, 0.05, 0.005, 0, 0, 0.2, 20])).toBe('holds');
  expect(judged([0, 0.05, 0.005, 0, 0, 0.2, 0.1])).toBe('does not hold');
  expect(judged([0, 0.05, 0.04, 0, 0, 0.2, 20])).toBe('does not hold');
  expect(judged([0, 0.05, Number.NaN, 0, 0, 0.2, 20])).toBe('cannot be said');
});

test("rewards that are learned with the policy's response serve their end better", async () => {
  const study = rewardDesign as MeasuredStudy;
  const settings = study.settings.parse({ steps: 20 });
  const points = await measured(study, settings);
  const [first, other] = study.series(settings);
  expect(points[0]!.y).toBe(points.find(({ series }) => series === other)!.y);
  expect(lastOf(points, first!)).toBeLessThan(lastOf(points, other!));
  const { expected } = readClaim('reward-design');
  expect(study.judge(points, settings, expected).verdict).toBe('holds');
  expect(study.judge([], settings, expected).verdict).toBe('cannot be said');
});

function lastOf(points: readonly StudyPoint[], series: string): number {
  return points.findLast((point) => point.series === series)!.y;
}
