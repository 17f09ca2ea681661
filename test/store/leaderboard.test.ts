import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { iqm, mean, quantile } from '../../src/stats/index.ts';
import { addExperiment, all, column, type Made, store } from './made-runs.ts';
import { newStore } from './new-store.ts';

describe('leaderboard', () => {
  test('has one row an optimizer and learning rate', () => {
    const made = store(
      { optimizer: 'MILO', learningRate: 0.01, evaluations: [[60, 1]] },
      { optimizer: 'MILO', learningRate: 0.01, evaluations: [[10, 0.5]] },
      { optimizer: 'MILO', learningRate: 0.1, evaluations: [[20, 0]] },
      { optimizer: 'MILO', learningRate: null, evaluations: [[1, 0]] },
      { optimizer: 'MILO', learningRate: null, evaluations: [[2, 0]] },
      { optimizer: 'ADAMW', learningRate: 0.01, evaluations: [[30, 0]] },
    );
    const rows = 'select optimizer, learning_rate, seeds, final_mean from leaderboard order by final_mean';
    expect(made.db.prepare(rows).raw().all()).toEqual([
      ['MILO', null, 2, 1.5],
      ['MILO', 0.1, 1, 20],
      ['ADAMW', 0.01, 1, 30],
      ['MILO', 0.01, 2, 35],
    ]);
    expect(
      all(made, 'select optimizer, count(*) runs, avg(success_rate) from leaderboard group by optimizer'),
    ).toEqual([
      { optimizer: 'ADAMW', runs: 1, 'avg(success_rate)': 0 },
      { optimizer: 'MILO', runs: 3, 'avg(success_rate)': 0.25 },
    ]);
  });

  test('knows every statistic of five seeds, one of which diverged', () => {
    const made = store(
      { evaluations: [10, 60], episodes: [1] },
      { evaluations: [20, 40, 80], episodes: [2] },
      { evaluations: [30, 100], episodes: [3] },
      { evaluations: [40, 20], episodes: [4] },
      { evaluations: [40, 90], episodes: [5], ends: 'diverged' },
    );
    expect(all(made, 'select * from leaderboard')).toEqual([
      {
        experiment_id: 1,
        env: 'cartpole',
        agent: 'ppo',
        optimizer: 'MILO(momentum=0.8)',
        learning_rate: 0.001,
        seeds: 5,
        finished: 4,
        diverged: 1,
        final_mean: (60 + 80 + 100 + 20 + 10) / 5,
        final_iqm: (20 + 60 + 80) / 3,
        success_rate: 0,
        last_100_mean: (1 + 2 + 3 + 4 + 1) / 5,
        reached: 4,
        steps_to_threshold: 100,
        seconds_to_threshold: 10,
        phase: 'scoring',
        final_not_finite: 0,
        last_100_not_finite: 0,
      },
    ]);
  });

  test('leaves out runs that did not come to an end', () => {
    const made = store({ evaluations: [10] }, { evaluations: [90], ends: null });
    expect(all(made, 'select seeds, final_mean from leaderboard')).toEqual([{ seeds: 1, final_mean: 10 }]);
    expect(all(store({ evaluations: [90], ends: null }), 'select * from leaderboard')).toEqual([]);
  });

  test('keeps experiments, environments and agents apart', () => {
    const made = store(
      { evaluations: [1] },
      { evaluations: [2], env: 'acrobot' },
      { evaluations: [3], agent: 'grpo' },
    );
    addExperiment(made, [{ evaluations: [4] }]);
    expect(column(made, 'select final_mean from leaderboard order by final_mean')).toEqual([1, 2, 3, 4]);
  });

  test('agrees with the statistics in TypeScript on mean, interquartile mean and median', () => {
    const runs = fc.array(
      fc.record({ score: fc.integer({ min: -50, max: 49 }), reachedAt: fc.integer({ min: 0, max: 9 }) }),
      {
        minLength: 1,
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(runs, (seeds) => {
        const made = newStore();
        addExperiment(
          made,
          // The threshold of 50 is reached after `reachedAt` evaluations below it, or never at 5 and above.
          seeds.map(({ score, reachedAt }) => ({
            evaluations: [...Array<number>(reachedAt).fill(-50), ...(reachedAt < 5 ? [50] : []), score],
          })),
        );
        const finals = seeds.map(({ score }) => score);
        const steps = seeds.filter(({ reachedAt }) => reachedAt < 5).map(({ reachedAt }) => 100 * reachedAt);
        const [row] = all(made, 'select * from leaderboard') as [Record<string, number | null>];
        expect(row.final_mean).toBeCloseTo(mean(finals)!, 10);
        expect(row.final_iqm).toBeCloseTo(iqm(finals)!, 10);
        expect(row.reached).toBe(steps.length);
        expect(row.steps_to_threshold).toBe(quantile(steps, 0.5) ?? null);
      }),
      { numRuns: 40 },
    );
  });
});

describe('phases', () => {
  const tuning = (learningRate: number | null, score: number): Made => ({
    phase: 'tuning',
    learningRate,
    evaluations: [score],
  });
  const scoring = (learningRate: number | null, score: number): Made => ({
    learningRate,
    evaluations: [score],
  });

  test('are rows of their own in every view', () => {
    const made = store(tuning(0.1, 1), tuning(0.1, 3), scoring(0.1, 7));
    for (const [view, score] of [
      ['leaderboard', 'final_mean'],
      ['learning_curves', 'mean_return'],
    ]) {
      const rows = `select phase, seeds, ${score} from ${view} order by phase`;
      expect(made.db.prepare(rows).raw().all()).toEqual([
        ['scoring', 1, 7],
        ['tuning', 2, 2],
      ]);
    }
    expect(column(made, 'select phase from run_scores order by run_id')).toEqual([
      'tuning',
      'tuning',
      'scoring',
    ]);
  });

  test('share the worst score that a diverged run counts as', () => {
    const made = store(tuning(0.1, -4), { ...scoring(0.1, 7), ends: 'diverged' });
    expect(column(made, "select final_mean from leaderboard where phase = 'scoring'")).toEqual([-4]);
  });

  test('tuned_leaderboard scores the rate that was best in tuning, however others did in scoring', () => {
    const made = store(
      tuning(0.1, 10),
      tuning(0.1, 20),
      tuning(0.2, 40),
      tuning(0.2, 0),
      tuning(0.3, 1),
      scoring(0.1, 99),
      scoring(0.2, 30),
      scoring(0.2, 50),
      { ...tuning(null, 5), optimizer: 'PRODIGY' },
      { ...scoring(null, 6), optimizer: 'PRODIGY' },
      { ...tuning(0.5, 5), optimizer: 'unscored' },
      { ...scoring(0.5, 5), optimizer: 'untuned' },
    );
    expect(all(made, 'select * from tuned_leaderboard order by optimizer')).toEqual([
      {
        experiment_id: 1,
        env: 'cartpole',
        agent: 'ppo',
        optimizer: 'MILO(momentum=0.8)',
        learning_rate: 0.2,
        rates: 3,
        tuning_seeds: 2,
        tuning_mean: 20,
        seeds: 2,
        finished: 2,
        diverged: 0,
        final_mean: 40,
        final_iqm: 40,
        success_rate: 0,
        last_100_mean: null,
        reached: 1,
        steps_to_threshold: 0,
        seconds_to_threshold: 0,
        final_not_finite: 0,
        last_100_not_finite: 0,
        setting: 'MILO(momentum=0.8)',
      },
      expect.objectContaining({ optimizer: 'PRODIGY', learning_rate: null, rates: 1, final_mean: 6 }),
    ]);
  });

  test('tuned_leaderboard passes over rates that nobody scored', () => {
    const made = store(tuning(0.1, 10), tuning(0.2, 99), scoring(0.1, 1));
    const rows = 'select learning_rate, rates, tuning_mean, final_mean from tuned_leaderboard';
    expect(made.db.prepare(rows).raw().all()).toEqual([[0.1, 2, 10, 1]]);
  });

  test('tuned_leaderboard takes the smaller of two rates that did equally well', () => {
    const made = store(tuning(0.2, 10), tuning(0.1, 10), scoring(0.1, 1), scoring(0.2, 2));
    expect(column(made, 'select learning_rate from tuned_leaderboard')).toEqual([0.1]);
  });
});
