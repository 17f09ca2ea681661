import { expect, test } from 'vitest';
import { readClaim } from '../../src/claims/claim-file.ts';
import { openDatabase } from '../../src/store/sqlite.ts';
import type { StudyPoint } from '../../src/studies/index.ts';
import { kfacStudy } from '../../src/studies/kfac.ts';

const { settings, expected, trainings } = readClaim('kfac');
const never = Number.POSITIVE_INFINITY;

/** Three seeds: the updates after which each series is at 500, and how far steps move that were shortened or not. */
function pointsOf(
  times: Readonly<Record<string, readonly number[]>>,
  bound: number,
  free: number,
): StudyPoint[] {
  const evaluated = Object.entries(times).flatMap(([series, all]) =>
    all.flatMap((time, index) =>
      [...new Set([0, 10, 20, 40, 80, ...(time === never ? [] : [time])])]
        .sort((a, b) => a - b)
        .map((x) => ({ series, seed: index + 1, x, y: x >= time ? 500 : 100 })),
    ),
  );
  const steps = [1, 2, 3].flatMap((seed) =>
    [1, 2, 3].flatMap((x) => [
      { series: 'ν of the policy', seed, x, y: x === 1 ? 1 : 0.5 },
      { series: 'divergence of a step', seed, x, y: x === 1 ? free : bound },
    ]),
  );
  return [...evaluated, ...steps];
}

const others = { 'SGD, lr 0.01': [never, never, 80], 'SGD, lr 0.1': [never, never, never] };
const usual = { KFAC: [10, 20, 30], 'SGD, lr 0.03': [40, 50, 60], ...others };
const judged = (times: Readonly<Record<string, readonly number[]>>, bound = 0.0012) =>
  kfacStudy.judge(pointsOf({ ...usual, ...times }, bound, 1), settings, expected);

test('the claim holds where shortened steps are about as long as the bound, and K-FAC is there before SGD', () => {
  const { verdict, sentences } = judged({});
  expect(verdict).toBe('holds');
  // The steps that were not shortened say nothing of the bound.
  expect(sentences[0]).toContain(
    '6 of 9 updates were shortened, and the first step of such a one moves the policy by 0.0012',
  );
  expect(sentences[1]).toContain(
    'KFAC reaches 475 after 20 updates, SGD at the best of its rates, 0.03, after 50 updates',
  );
});

test('it does not hold where steps are much longer or shorter, or SGD is as fast', () => {
  expect(judged({}, 0.003).verdict).toBe('does not hold');
  expect(judged({}, 0.0003).verdict).toBe('does not hold');
  expect(judged({ 'SGD, lr 0.1': [10, 20, 30] }).verdict).toBe('does not hold');
  const late = judged({ KFAC: [10, never, never] });
  expect(late.verdict).toBe('does not hold');
  expect(late.sentences[1]).toContain('KFAC reaches 475 never (2 of 3 seeds never)');
});

test('nothing can be said where nothing was shortened or trained', () => {
  const free = pointsOf(usual, 1, 1).map((point) =>
    point.series === 'ν of the policy' ? { ...point, y: 1 } : point,
  );
  expect(kfacStudy.judge(free, settings, expected).verdict).toBe('cannot be said');
  expect(kfacStudy.judge([], settings, expected).verdict).toBe('cannot be said');
});

test('its file trains SGD at the rates that are judged', () => {
  expect(trainings.sgd!.learning_rates).toEqual(settings.rates);
});

test('points are evaluations by the update, twice the mean divergence of both passes, and what steps were shortened by', () => {
  const db = openDatabase(':memory:');
  db.exec(`create table runs (id, experiment_id, optimizer, learning_rate, seed);
    create table evaluations (run_id, update_index, mean_return);
    create table updates (run_id, update_index, approx_kl);
    create table measurements (run_id, update_index, quantity, value);
    insert into runs values (1, 5, 'KFAC', 0.25, 3), (2, 6, 'SGD', 0.03, 3);
    insert into evaluations values (1, 0, 9), (1, 4, 100), (2, 4, 200);
    insert into updates values (1, 1, 0.0005), (1, 2, null), (2, 1, 7);
    insert into measurements values (1, 1, 'nu_actor', 0.4), (1, 1, 'nu_critic', 0.9);`);
  const ask = <Row extends object>(sql: string, ...parameters: (string | number)[]) =>
    db.prepare<(string | number)[], Row>(sql).all(...parameters);
  const { summarise } = kfacStudy as Extract<typeof kfacStudy, { summarise: unknown }>;
  expect(summarise({ ask, experiments: { kfac: 5, sgd: 6 }, settings })).toEqual([
    { series: 'KFAC', seed: 3, x: 0, y: 9 },
    { series: 'KFAC', seed: 3, x: 4, y: 100 },
    { series: 'SGD, lr 0.03', seed: 3, x: 4, y: 200 },
    { series: 'divergence of a step', seed: 3, x: 1, y: 0.001 },
    { series: 'ν of the policy', seed: 3, x: 1, y: 0.4 },
  ]);
  db.close();
});
