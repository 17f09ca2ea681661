import { describe, expect, test } from 'vitest';
import { readClaim } from '../../src/claims/claim-file.ts';
import { openDatabase } from '../../src/store/sqlite.ts';
import type { StudyEntry, StudyPoint } from '../../src/studies/index.ts';
import { redoStudy } from '../../src/studies/redo.ts';
import { spectralTwins } from '../../src/studies/spectral-twins.ts';
import { stablemaxStudy } from '../../src/studies/stablemax.ts';
import { planStudy } from '../../src/sweep/run/run-study.ts';

/** Values of seeds 1, 2, … of a series, at two places of which the last counts. */
function ofSeries(series: string, first: number, values: readonly number[]): StudyPoint[] {
  return values.flatMap((y, index) => [
    { series, seed: index + 1, x: 10, y: first },
    { series, seed: index + 1, x: 100, y },
  ]);
}

const judge = (entry: StudyEntry, points: readonly StudyPoint[]) => {
  const { settings, expected } = readClaim(entry.name);
  return entry.judge(points, settings, expected);
};

/** What a study makes of a results file with one run in each of its trainings, experiments 1, 2, … */
function summarised(entry: StudyEntry, rows: string): readonly StudyPoint[] {
  const { summarise, trainings } = entry as Extract<StudyEntry, { summarise: unknown }>;
  const db = openDatabase(':memory:');
  db.exec(`create table runs (id, experiment_id, learning_rate, seed);
    create table evaluations (run_id, update_index, mean_return);
    create table measurements (run_id, update_index, source, quantity, value); ${rows}`);
  const ask = <Row extends object>(sql: string, ...parameters: (string | number)[]) =>
    db.prepare<(string | number)[], Row>(sql).all(...parameters);
  const experiments = Object.fromEntries(trainings.map((name, index) => [name, index + 1]));
  const points = summarise({ ask, experiments, settings: readClaim(entry.name).settings });
  db.close();
  return points;
}

describe('redo', () => {
  const points = (plain: number[], recycled: number[], returns: number[]) => [
    ...ofSeries('dormant, no recycling', 0.2, plain),
    ...ofSeries('dormant, REDO', 0.2, recycled),
    ...ofSeries('return, no recycling', 20, [400, 400, 400]),
    ...ofSeries('return, REDO', 20, returns),
  ];

  test('holds where units fall dormant, fewer of them when recycled, and returns are as good', () => {
    const made = judge(redoStudy, points([0.5, 0.6, 0.4], [0.3, 0.2, 0.45], [390, 500, 300]));
    expect(made.verdict).toBe('holds');
    expect(made.sentences[0]).toContain(
      '20 % of the hidden units are dormant in the first updates and 50 % in the last',
    );
    expect(made.sentences[0]).toContain(
      'with REDO 30 % in the last, medians over seeds; it has fewer on 2 of 3 seeds',
    );
  });

  test.each([
    ['nothing falls dormant', [0.1, 0.1, 0.1], [0.05, 0.05, 0.05], [400, 400, 400]],
    ['recycling leaves as many', [0.5, 0.5, 0.5], [0.5, 0.6, 0.5], [400, 400, 400]],
    ['it costs returns', [0.5, 0.5, 0.5], [0.2, 0.2, 0.2], [300, 300, 400]],
  ])('does not hold where %s', (_, plain, recycled, returns) => {
    expect(judge(redoStudy, points(plain, recycled, returns)).verdict).toBe('does not hold');
  });

  test('cannot be said without returns', () => {
    const shares = points([0.5], [0.2], []).filter(({ series }) => series.startsWith('dormant'));
    expect(judge(redoStudy, shares).verdict).toBe('cannot be said');
  });

  test('averages layers and windows of updates', () => {
    const made = summarised(
      redoStudy,
      `insert into runs values (1, 1, 0.01, 4), (2, 2, 0.01, 4);
       insert into evaluations values (1, 50, 77);
       insert into measurements values (1, 1, 'dormant', 'actor.0', 0.25), (1, 1, 'dormant', 'actor.1', 0.25),
         (1, 10, 'dormant', 'actor.0', 0.625), (1, 11, 'dormant', 'actor.0', 0.5),
         (1, 12, 'optimizer', 'recycled.actor.0', 9), (2, 1, 'dormant', 'actor.0', 0.25);`,
    );
    expect(made.filter(({ series }) => series === 'dormant, no recycling').map(({ x, y }) => [x, y])).toEqual(
      [
        [10, 0.375],
        [20, 0.5],
      ],
    );
    expect(made).toContainEqual({ series: 'dormant, REDO', seed: 4, x: 10, y: 0.25 });
    expect(made).toContainEqual({ series: 'return, no recycling', seed: 4, x: 50, y: 77 });
  });
});

describe('stablemax', () => {
  const points = (softmax: number[], stable: number[]) => [
    ...ofSeries('softmax', 0, softmax),
    ...ofSeries('StableMax', 0, stable),
    ...ofSeries('return, softmax', -500, [-90, -100]),
    ...ofSeries('return, StableMax', -500, [-80, -90]),
  ];

  test('holds where some slopes of the softmax vanish and none of StableMax', () => {
    const made = judge(stablemaxStudy, points([0, 0.25], [0, 0]));
    expect(made.verdict).toBe('holds');
    expect(made.sentences[0]).toContain(
      'on 1 of 2 seeds, up to 0.25 of all, and with StableMax on none of 2 seeds',
    );
    expect(made.sentences[1]).toContain('-95 with the softmax and -85 with StableMax');
  });

  test('does not hold where none vanish, or those of StableMax too', () => {
    expect(judge(stablemaxStudy, points([0, 0], [0, 0])).verdict).toBe('does not hold');
    expect(judge(stablemaxStudy, points([0, 0.25], [0, 0.1])).verdict).toBe('does not hold');
    expect(judge(stablemaxStudy, ofSeries('softmax', 0, [0.1])).verdict).toBe('cannot be said');
  });

  test('takes what the diagnostic has measured, and evaluations', () => {
    const made = summarised(
      stablemaxStudy,
      `insert into runs values (1, 1, 0.03, 2), (2, 2, 0.03, 2);
       insert into evaluations values (2, 80, -75);
       insert into measurements values (1, 3, 'zero_gradient_share', 'outputs', 0.5), (1, 3, 'optimizer', 'x', 1);`,
    );
    expect(made).toEqual([
      { series: 'softmax', seed: 2, x: 3, y: 0.5 },
      { series: 'return, StableMax', seed: 2, x: 80, y: -75 },
    ]);
  });
});

describe('spectral-twins', () => {
  const shares = (plain: number, spectral: number, divgrad: number, divlr: number) =>
    Object.entries({
      'ADAM alone': plain,
      'spectral normalisation': spectral,
      DIVGRAD: divgrad,
      DIVLR: divlr,
    }).flatMap(([series, share]) => ofSeries(series, share - 0.1, [share + 0.1]));

  test('holds where all three gain', () => {
    const made = judge(spectralTwins, shares(0.5, 0.7, 0.6, 0.65));
    expect(made.verdict).toBe('holds');
    expect(made.sentences[0]).toContain(
      '0.50 with ADAM alone, 0.70 with spectral normalisation, 0.60 with DIVGRAD',
    );
    expect(made.sentences[1]).toContain('0.20 more than without');
    expect(made.sentences[1]).toContain('of its twins DIVGRAD and DIVLR gain as much');
  });

  test('does not hold where one gains hardly anything', () => {
    const made = judge(spectralTwins, shares(0.5, 0.7, 0.52, 0.65));
    expect(made.verdict).toBe('does not hold');
    expect(made.sentences[1]).toContain('of its twins DIVLR gains as much');
    expect(judge(spectralTwins, shares(0.5, 0.4, 0.3, 0.3)).sentences[1]).toContain('0.10 less than without');
    expect(judge(spectralTwins, ofSeries('DIVLR', 1, [1])).verdict).toBe('cannot be said');
  });

  test('counts runs that any of their evaluations has solved, by rate and seed', () => {
    const made = summarised(
      spectralTwins,
      `insert into runs values (1, 1, 0.01, 1), (2, 1, 0.01, 1), (3, 1, 0.03, 1), (4, 3, 0.01, 1);
       insert into evaluations values (1, 5, 480), (1, 9, 100), (2, 9, 474), (3, 9, 475), (4, 9, 500);`,
    );
    expect(made).toEqual([
      { series: 'ADAM alone', seed: 1, x: 0.01, y: 0.5 },
      { series: 'ADAM alone', seed: 1, x: 0.03, y: 1 },
      { series: 'DIVGRAD', seed: 1, x: 0.01, y: 1 },
    ]);
  });

  test('its trainings differ in what they are named after alone', () => {
    const { trainings, origin } = readClaim('spectral-twins');
    const plans = Object.values(trainings).map((study) =>
      planStudy({ study: { ...study, seeds: 1 }, origin }),
    );
    const rates = plans.map(({ populations }) =>
      populations.map(({ learningRates }) => learningRates.length),
    );
    expect(rates).toEqual(Array(4).fill([4, 4, 4, 4]));
    expect(plans.map(({ populations }) => populations[0]!.label)).toEqual([
      'ADAM(eps=1e-8)',
      'ADAM(eps=1e-8)',
      'DIVGRAD(ADAM(eps=1e-8))',
      'DIVLR(ADAM(eps=1e-8))',
    ]);
  });
});
