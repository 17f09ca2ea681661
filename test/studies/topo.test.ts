import { expect, test } from 'vitest';
import { readClaim } from '../../src/claims/claim-file.ts';
import type { MeasuredStudy, StudyPoint } from '../../src/studies/index.ts';
import { topoStudy } from '../../src/studies/topo.ts';

const study = topoStudy as MeasuredStudy;
const { signal } = new AbortController();

test('searches end at the best order or above it, and trying all pairs takes more swaps', async () => {
  const settings = study.settings.parse({ nodes: [4, 7], starts: 20, samples: 200 });
  const values = new Map<string, number[]>();
  for (const series of study.series(settings)) {
    const points = await study.measure({ series, seed: 1, settings, signal });
    expect(points.map(({ x }) => x)).toEqual([4, 7]);
    values.set(
      series,
      points.map(({ y }) => y),
    );
  }
  for (const method of ['TOPO', 'all pairs']) {
    for (const value of values.get(`above the best, ${method}`)!) {
      expect(value).toBeGreaterThanOrEqual(-1e-12);
      expect(value).toBeLessThan(0.2);
    }
  }
  // Every round tries all 21 pairs, and the last one is in vain.
  expect(values.get('swaps tried, all pairs')![1]).toBeGreaterThan(21);
  expect(values.get('swaps tried, TOPO')![1]).toBeLessThan(values.get('swaps tried, all pairs')![1]!);
});

test.each([
  ['holds', [0.02, 0.015, 60, 100]],
  ['does not hold', [0.05, 0.015, 60, 100]],
  ['does not hold', [0.02, 0.015, 90, 100]],
  ['cannot be said', [0.02, Number.NaN, 60, 100]],
] as const)('the claim %s where searches end like this: %j', (verdict, ends) => {
  const { settings, expected } = readClaim('topo');
  const points: StudyPoint[] = study
    .series(settings)
    .map((series, index) => ({ series, seed: 1, x: 10, y: ends[index]! }));
  const judged = study.judge(points, settings, expected);
  expect(judged.verdict).toBe(verdict);
  if (verdict === 'holds')
    expect(judged.sentences[0]).toContain('With 10 nodes TOPO ends 2 % above the best');
});
