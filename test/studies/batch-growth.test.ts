import { expect, test } from 'vitest';
import { batchGrowth } from '../../src/studies/batch-growth.ts';
import type { MeasuredStudy, StudyPoint } from '../../src/studies/index.ts';

const study = batchGrowth as MeasuredStudy;
const settings = study.settings.parse({ samples: 1500, dimension: 5, rates: [1, 4], cap: 100, judged: 500 });
const expected = study.expected.parse({
  growing: { loss: 0.3, updates: 20 },
  fixed: { loss: 0.3, updates: 100 },
  fewer: 2,
  gap: 0.1,
});

async function measured(seed: number): Promise<StudyPoint[]> {
  const all: StudyPoint[] = [];
  for (const series of study.series(settings)) {
    const points = await study.measure({ series, seed, settings, signal: new AbortController().signal });
    all.push(...points.map((point) => ({ ...point, series, seed })));
  }
  return all;
}

test('batches begin small, never shrink, stay below the cap, and use up the samples', async () => {
  const batches = (await measured(1)).filter(({ series }) => series === 'batch by update').map(({ y }) => y);
  expect(batches[0]).toBe(8);
  // The last one takes what is left.
  const whole = batches.slice(0, -1);
  expect(whole).toEqual([...whole].sort((a, b) => a - b));
  expect(Math.max(...batches)).toBe(100);
  expect(batches.reduce((sum, batch) => sum + batch, 0)).toBe(1500);
});

test('what is measured comes again, and losses are better than those of a coin', async () => {
  const points = await measured(2);
  expect(await measured(2)).toEqual(points);
  const losses = points.filter(({ series }) => series !== 'batch by update');
  expect(losses).toHaveLength(6);
  for (const { y } of losses) expect(y).toBeLessThan(Math.log(2));
});

test('the judgement counts updates and compares losses', async () => {
  const points = await measured(1);
  const judge = (gap: number, fewer: number) =>
    study.judge(points, settings, { ...expected, gap, fewer }).verdict;
  expect(judge(1, 2)).toBe('holds');
  expect(judge(1, 1000)).toBe('does not hold');
  expect(judge(0, 2)).toBe('does not hold');
  expect(study.judge([], settings, expected).verdict).toBe('cannot be said');
});
