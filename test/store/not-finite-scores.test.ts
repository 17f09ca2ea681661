import { describe, expect, test } from 'vitest';
import { tuningScores } from '../../src/store/index.ts';
import { all, column, type Made, store } from './made-runs.ts';

const [nan, infinity] = [Number.NaN, Number.POSITIVE_INFINITY];

describe.each([
  ['NaN', nan],
  ['infinity', infinity],
  ['minus infinity', -infinity],
])('a finished run whose last evaluation is %s', (_, last) => {
  const good: Made = {
    evaluations: [
      [12, 0],
      [80, 1],
    ],
  };
  const bad: Made = {
    evaluations: [
      [15, 0],
      [20, 1],
      [last, 1],
    ],
  };

  test('counts with the worst score, and says so', () => {
    const made = store(good, bad);
    const scores = 'select final_return, success_rate, final_not_finite from run_scores order by run_id';
    expect(made.db.prepare(scores).raw().all()).toEqual([
      [80, 1, 0],
      [12, 0, 1],
    ]);
  });

  test('is among the seeds of the leaderboard and of their mean', () => {
    const made = store(good, good, bad);
    expect(all(made, 'select seeds, final_mean, final_not_finite from leaderboard')).toEqual([
      { seeds: 3, final_mean: (80 + 80 + 12) / 3, final_not_finite: 1 },
    ]);
  });

  test('lowers the rate that tuning would choose', () => {
    const made = store(
      { ...good, phase: 'tuning', learningRate: 0.1 },
      { ...bad, phase: 'tuning', learningRate: 0.2 },
      { ...good, learningRate: 0.1 },
      { ...good, learningRate: 0.2 },
    );
    expect(all(made, 'select learning_rate, tuning_mean from tuned_leaderboard')).toEqual([
      { learning_rate: 0.1, tuning_mean: 80 },
    ]);
    expect(tuningScores(made.db, 1, 'final_return').map(({ score }) => score)).toEqual([80, null]);
  });

  test('is in the learning curve with the worst evaluation', () => {
    const made = store(good, { evaluations: [15, [last, 1]] });
    expect(
      all(
        made,
        'select seeds, mean_return, min_return, max_return, success_rate, not_finite from learning_curves where update_index = 10',
      ),
    ).toEqual([
      {
        seeds: 2,
        mean_return: (80 + 12) / 2,
        min_return: 12,
        max_return: 80,
        success_rate: 0.5,
        not_finite: 1,
      },
    ]);
  });

  test('has not reached the threshold by it', () => {
    const made = store({ evaluations: [10, last] });
    expect(column(made, 'select steps_to_threshold from run_scores')).toEqual([null]);
  });

  test('has no score while it still trains, and none of others depends on it', () => {
    const made = store({ ...bad, ends: null }, { ...good, ends: 'diverged' });
    const rows = 'select final_return, final_not_finite from run_scores order by run_id';
    expect(made.db.prepare(rows).raw().all()).toEqual([
      [null, 0],
      [12, 0],
    ]);
  });
});

describe('a training episode that returned no finite number', () => {
  const fifty = Array<number>(50).fill(5);

  test.each([nan, infinity, -infinity])('makes the last hundred episodes the worst ones: %s', (value) => {
    const made = store({ episodes: [...fifty, value] }, { episodes: fifty }, { episodes: [-3] });
    expect(
      made.db
        .prepare('select last_100_return, last_100_not_finite from run_scores order by run_id')
        .raw()
        .all(),
    ).toEqual([
      [-3, 1],
      [5, 0],
      [-3, 0],
    ]);
    expect(column(made, 'select last_100_mean from leaderboard')).toEqual([-1 / 3]);
  });

  test('is forgotten after a hundred others', () => {
    const made = store({ episodes: [nan, ...fifty, ...fifty] });
    expect(all(made, 'select last_100_return, last_100_not_finite from run_scores')).toEqual([
      { last_100_return: 5, last_100_not_finite: 0 },
    ]);
  });

  test('is not the worst that a diverged run counts as', () => {
    const made = store({ episodes: [...fifty, -infinity] }, { episodes: [7] }, { ends: 'diverged' });
    expect(column(made, 'select last_100_return from run_scores order by run_id')).toEqual([7, 7, 7]);
  });
});

test('where no evaluation at all was finite there is no score to count with, and a note remains', () => {
  const made = store({ evaluations: [nan] }, { evaluations: [-infinity] });
  expect(all(made, 'select seeds, final_mean, final_not_finite from leaderboard')).toEqual([
    { seeds: 2, final_mean: null, final_not_finite: 2 },
  ]);
});
