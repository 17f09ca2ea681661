import { expect, test } from 'vitest';
import { readClaim } from '../../src/claims/claim-file.ts';
import type { StudyPoint } from '../../src/studies/index.ts';
import { policySearchStudy } from '../../src/studies/policy-search.ts';

const { settings, expected } = readClaim('policy-search');

/** Of every series by five seeds: the steps after which each is at 500; infinite for never. */
const published: Readonly<Record<string, readonly number[]>> = {
  HOPPING: [8e3, 10e3, 12e3, 14e3, 16e3],
  CMAES: [10e3, 12e3, 14e3, 16e3, Number.POSITIVE_INFINITY],
  CEM: [18e3, 20e3, 22e3, 24e3, 26e3],
  CBO: [26e3, 28e3, 30e3, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
  OPENES: Array(5).fill(Number.POSITIVE_INFINITY),
  'ppo, ADAM': [10e3, 12e3, 14e3, 16e3, 18e3],
};

function pointsOf(times: typeof published): StudyPoint[] {
  return Object.entries(times).flatMap(([series, all]) =>
    all.flatMap((time, index) =>
      [0, 2e3, 8e3, 12e3, 16e3, 20e3, 24e3, 28e3, 40e3, 60e3, time]
        .filter(Number.isFinite)
        .sort((a, b) => a - b)
        .map((x) => ({ series, seed: index + 1, x, y: x >= time ? 500 : 100 })),
    ),
  );
}

const judged = (changes: typeof published = {}) =>
  policySearchStudy.judge(pointsOf({ ...published, ...changes }), settings, expected);

test('the claim holds where the medians are near those published', () => {
  const { verdict, sentences, beside } = judged();
  expect(verdict).toBe('holds');
  expect(sentences[0]).toContain(
    'HOPPING after 12k steps, CMAES after 14k steps (1 of 5 seeds never) and CEM after 22k steps',
  );
  expect(sentences[1]).toContain('2 of 5 seeds fail with CBO and 5 with OPENES');
  expect(beside.map(({ here }) => here)).toEqual(['12k', '14k', '22k']);
});

test.each([
  ['a rule takes much longer', { HOPPING: [30e3, 30e3, 30e3, 30e3, 30e3] }],
  ['a rule is much faster', { CEM: [8e3, 8e3, 8e3, 8e3, 8e3] }],
  ['many seeds fail', { CMAES: [10e3, 12e3, 14e3, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY] }],
  ['no seed fails with CBO', { CBO: [26e3, 28e3, 30e3, 30e3, 30e3] }],
  ['OpenES gets there', { OPENES: [40e3, ...published.OPENES!.slice(1)] }],
])('it does not hold where %s', (_, changes) => {
  expect(judged(changes).verdict).toBe('does not hold');
});

test('nothing can be said where a rule is missing', () => {
  const { CBO: _, ...others } = published;
  expect(policySearchStudy.judge(pointsOf(others), settings, expected).verdict).toBe('cannot be said');
});
