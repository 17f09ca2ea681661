import { describe, expect, test } from 'vitest';
import { addExperiment, all, column, store } from './made-runs.ts';

describe('run_scores', () => {
  const scores = `select status, final_return, success_rate, last_100_return, steps_to_threshold, seconds_to_threshold
                  from run_scores order by run_id`;

  test('scores a run by its last evaluation and tells when the threshold was first reached', () => {
    const made = store({
      evaluations: [
        [20, 0],
        [50, 0.4],
        [30, 0.2],
        [60, 0.8],
      ],
      episodes: [1, 2, 6],
    });
    expect(all(made, scores)).toEqual([
      {
        status: 'finished',
        final_return: 60,
        success_rate: 0.8,
        last_100_return: 3,
        steps_to_threshold: 100,
        seconds_to_threshold: 10,
      },
    ]);
  });

  test('has nothing to tell where there was no evaluation, no episode or no threshold', () => {
    const made = store({}, { evaluations: [1000], rewardThreshold: null }, { evaluations: [49.9] });
    expect(column(made, 'select final_return from run_scores order by run_id')).toEqual([null, 1000, 49.9]);
    expect(column(made, 'select last_100_return from run_scores')).toEqual([null, null, null]);
    expect(column(made, 'select steps_to_threshold from run_scores')).toEqual([null, null, null]);
  });

  test('takes the last hundred episodes of many', () => {
    const made = store({ episodes: [...Array<number>(250).fill(0), ...Array<number>(100).fill(7)] });
    expect(column(made, 'select last_100_return from run_scores')).toEqual([7]);
  });

  test('gives a diverged run the worst score of its experiment, environment and agent', () => {
    const good = Array<number>(100).fill(90);
    const made = store(
      {
        evaluations: [
          [12, 0],
          [80, 1],
        ],
        episodes: [...Array<number>(100).fill(5), ...good],
      },
      {
        evaluations: [
          [15, 0],
          [90, 1],
        ],
        episodes: [...Array<number>(100).fill(9), ...good],
        ends: 'diverged',
      },
      { evaluations: [[3, 0]], env: 'acrobot' },
      { evaluations: [[2, 0]], agent: 'reinforce' },
    );
    addExperiment(made, [{ evaluations: [1], episodes: [1] }]);
    expect(all(made, `${scores} limit 2`)).toEqual([
      {
        status: 'finished',
        final_return: 80,
        success_rate: 1,
        last_100_return: 90,
        steps_to_threshold: 100,
        seconds_to_threshold: 10,
      },
      {
        status: 'diverged',
        final_return: 12,
        success_rate: 0,
        last_100_return: 5,
        steps_to_threshold: 100,
        seconds_to_threshold: 10,
      },
    ]);
  });

  test('finds the worst hundred episodes also among the last ones of a run', () => {
    const made = store(
      { episodes: [...Array<number>(100).fill(50), ...Array<number>(99).fill(10), 20] },
      { episodes: [...Array<number>(100).fill(40), ...Array<number>(50).fill(-100)] },
      { episodes: [30], ends: 'diverged' },
    );
    const last100 = [10.1, (50 * 40 - 50 * 100) / 100];
    expect(column(made, 'select last_100_return from run_scores order by run_id')).toEqual([
      ...last100,
      Math.min(...last100),
    ]);
  });

  test('knows no success rate for a diverged run where the environment knows no success', () => {
    const made = store({ evaluations: [[12, null]] }, { evaluations: [[80, null]], ends: 'diverged' });
    expect(column(made, 'select success_rate from run_scores')).toEqual([null, null]);
    expect(column(made, 'select final_return from run_scores')).toEqual([12, 12]);
  });

  test('counts a diverged run as worst even if it never got as far as an evaluation', () => {
    const made = store(
      {
        evaluations: [
          [12, 0.1],
          [80, 1],
        ],
      },
      { ends: 'diverged' },
    );
    expect(column(made, 'select final_return from run_scores order by run_id')).toEqual([80, 12]);
    expect(column(made, 'select success_rate from run_scores order by run_id')).toEqual([1, 0]);
  });
});
