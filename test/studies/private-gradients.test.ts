import { expect, test } from 'vitest';
import type { MeasuredStudy } from '../../src/studies/index.ts';
import { privateGradients } from '../../src/studies/private-gradients.ts';

const study = privateGradients as MeasuredStudy;
const small = { samples: 40, dimension: 3, steps: 12, restart: 4, noises: [1], rates: [0.1, 0.3] };
const settings = study.settings.parse(small);
const { signal } = new AbortController();

test('points are losses by the rate, which come again, and noise makes a difference', async () => {
  const measured = (series: string, others = {}) =>
    study.measure({ series, seed: 1, settings: { ...settings, ...others }, signal });
  const own = await measured('DIFF2, z 1');
  expect(own.map(({ x }) => x)).toEqual([0.1, 0.3]);
  // An untrained model knows as much as a coin.
  for (const { y } of own) expect(y).toBeLessThan(Math.log(2));
  expect(await measured('DIFF2, z 1')).toEqual(own);
  expect(await measured('noisy gradients, z 1')).not.toEqual(own);
  // Without a step between two whole gradients both are the same.
  expect(await measured('DIFF2, z 1', { restart: 1 })).toEqual(await measured('noisy gradients, z 1'));
});

test('the claim holds where DIFF2 is the better one with all noises', () => {
  const parsed = study.settings.parse({ ...small, noises: [1, 4] });
  const verdict = (own: readonly number[]) => {
    const points = [1, 4].flatMap((noise, index) =>
      [0.1, 0.3].flatMap((x) => [
        { series: `DIFF2, z ${noise}`, seed: 1, x, y: own[index]! + x },
        { series: `noisy gradients, z ${noise}`, seed: 1, x, y: 0.5 + x },
      ]),
    );
    return study.judge(points, parsed, study.expected.parse({}));
  };
  expect(verdict([0.4, 0.45]).verdict).toBe('holds');
  expect(verdict([0.4, 0.45]).sentences[0]).toContain(
    'is 0.5 and 0.55 by DIFF2 and 0.6 and 0.6 by noisy gradients',
  );
  expect(verdict([0.4, 0.55]).verdict).toBe('does not hold');
  expect(verdict([0.4, 0.55]).sentences[1]).toContain('at 1 of 2 of them');
  expect(study.judge([], parsed, study.expected.parse({})).verdict).toBe('cannot be said');
});
