import { expect, test } from 'vitest';
import { hoppingStudy } from '../../src/studies/hopping.ts';
import type { MeasuredStudy, StudyPoint } from '../../src/studies/index.ts';

const study = hoppingStudy as unknown as MeasuredStudy;
const settings = study.settings.parse({ starts: 8, steps: 60, particles: 40, hop_candidates: [20, 2000] });

async function measured(series: string, seed = 1): Promise<StudyPoint[]> {
  const { signal } = new AbortController();
  const points = await study.measure({ series, seed, settings, signal });
  return points.map((point) => ({ ...point, series, seed }));
}

const last = (points: readonly StudyPoint[]): number => points.at(-1)!.y;

test('hops leave minima that gradient descent is held by, and follow the gradient where they are many', async () => {
  expect(last(await measured('consensus hopping'))).toBeGreaterThanOrEqual(0.75);
  expect(last(await measured('gradient descent'))).toBeLessThanOrEqual(0.25);
  const [few, many] = await measured('a hop beside the gradient');
  expect(many!.y).toBeGreaterThan(few!.y);
  expect(many!.y).toBeGreaterThan(0.9);
});

test('the same seed measures the same', async () => {
  expect(await measured('annealed Langevin')).toEqual(await measured('annealed Langevin'));
  expect(await measured('a hop beside the gradient', 2)).not.toEqual(
    await measured('a hop beside the gradient'),
  );
});

test('a claim is judged by how near the published shares are', async () => {
  const names = study.series(settings).slice(0, 4);
  const shares = [0.01, 0.02, 0.97, 0.7];
  const point = (series: string, x: number, y: number): StudyPoint => ({ series, seed: 1, x, y });
  const points = [
    ...names.map((series, index) => point(series, 60, shares[index]!)),
    ...[0.75, 0.95].map((y, index) => point('a hop beside the gradient', [20, 2000][index]!, y)),
  ];
  const expected = study.expected.parse({
    reached: Object.fromEntries(names.map((name, index) => [name, [1, 1, 99, 76][index]])),
    ...{ cosines: [0.77, 0.96], tolerance: 10, cosine_tolerance: 0.05 },
  });
  const judged = study.judge(points, settings, expected);
  expect(judged.verdict).toBe('holds');
  expect(judged.sentences[0]).toContain('consensus hopping 97 %');
  const worse = points.map((each) => (each.series === 'consensus hopping' ? { ...each, y: 0.5 } : each));
  expect(study.judge(worse, settings, expected).verdict).toBe('does not hold');
});
