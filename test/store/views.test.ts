import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { iqm, mean, quantile } from '../../src/stats/index.ts';
import type { NewRun, Store } from '../../src/store/index.ts';
import type { EndRecord, TrainingRecord } from '../../src/training/records.ts';
import { newStore } from './new-store.ts';
import { end, episode, evaluation, gradient, newExperiment } from './records.ts';

/** A run with the mean returns of its evaluations, one every 100 steps and 10 seconds. */
interface Made extends Partial<NewRun> {
  readonly evaluations?: readonly (number | readonly [meanReturn: number, successRate: number | null])[];
  readonly episodes?: readonly number[];
  /** Default finished; null leaves the run queued. */
  readonly ends?: EndRecord['status'] | null;
}

function store(...runs: readonly Made[]): Store {
  const made = newStore();
  addExperiment(made, runs);
  return made;
}

function addExperiment(made: Store, runs: readonly Made[]): void {
  const { runIds } = made.createExperiment(
    newExperiment(runs.map(({ evaluations, episodes, ends, ...run }) => ({ rewardThreshold: 50, ...run }))),
  );
  const records = runs.flatMap(
    ({ evaluations = [], episodes = [], ends = 'finished' }, member): TrainingRecord[] => [
      ...episodes.map((total, index) => episode({ member, episode: index, return: total })),
      ...evaluations.map((given, index) => {
        const [meanReturn, successRate] = typeof given === 'number' ? [given, 0] : given;
        const at = { updateIndex: 10 * index, envStep: 100 * index, wallS: 10 * index };
        return evaluation({ member, meanReturn, successRate, ...at });
      }),
      ...(ends === null ? [] : [end({ member, status: ends })]),
    ],
  );
  made.write(runIds, records);
}

function all(made: Store, sql: string): unknown[] {
  return made.db.prepare(sql).all();
}

function column(made: Store, sql: string): unknown[] {
  return made.db.prepare(sql).pluck().all();
}

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

describe('learning_curves', () => {
  test('has a point for every update at which seeds were evaluated, whatever became of them', () => {
    const made = store(
      {
        evaluations: [
          [10, 0],
          [20, 0.5],
        ],
      },
      {
        evaluations: [
          [14, 0],
          [40, 1],
        ],
        ends: null,
      },
      { evaluations: [[30, 0]], ends: 'diverged' },
    );
    expect(all(made, 'select * from learning_curves order by update_index')).toEqual([
      {
        experiment_id: 1,
        env: 'cartpole',
        agent: 'ppo',
        optimizer: 'MILO(momentum=0.8)',
        learning_rate: 0.001,
        update_index: 0,
        env_step: 0,
        seeds: 3,
        mean_return: 18,
        min_return: 10,
        max_return: 30,
        iqm_return: 18,
        success_rate: 0,
      },
      {
        experiment_id: 1,
        env: 'cartpole',
        agent: 'ppo',
        optimizer: 'MILO(momentum=0.8)',
        learning_rate: 0.001,
        update_index: 10,
        env_step: 100,
        seeds: 2,
        mean_return: 30,
        min_return: 20,
        max_return: 40,
        iqm_return: 30,
        success_rate: 0.75,
      },
    ]);
  });

  test('trims the interquartile mean of many seeds', () => {
    const made = store(...[0, 1000, 3, 4, 5, -1000, 6, 7].map((score) => ({ evaluations: [score] })));
    expect(column(made, 'select iqm_return from learning_curves')).toEqual([(3 + 4 + 5 + 6) / 4]);
  });
});

describe('gradient_imbalance', () => {
  test('divides the gradient norm of the first kernel of each network by that of its last', () => {
    const made = newStore();
    const { runIds } = made.createExperiment(newExperiment([{}, {}]));
    const layers: Readonly<Record<string, number>> = {
      '': 100,
      'actor.0.kernel': 1,
      'actor.0.bias': 50,
      'actor.1.kernel': 7,
      'actor.head.kernel': 4,
      'actor.head.bias': 60,
      'actor.log_std': 70,
      'critic.0.kernel': 3,
      'critic.head.kernel': 2,
    };
    const statistics = (updateIndex: number, factor: number) =>
      Object.entries(layers).map(([layer, gradNorm], layerIndex) =>
        gradient({
          updateIndex,
          layerIndex,
          layer,
          gradNorm: layer === 'actor.head.kernel' ? gradNorm * factor : gradNorm,
        }),
      );
    made.write(runIds, [...statistics(5, 1), ...statistics(6, 2), ...statistics(7, 0)]);
    expect(all(made, 'select * from gradient_imbalance order by network, update_index limit 1')).toEqual([
      {
        run_id: runIds[0],
        update_index: 5,
        network: 'actor',
        first_layer: 'actor.0.kernel',
        last_layer: 'actor.head.kernel',
        first_grad_norm: 1,
        last_grad_norm: 4,
        imbalance: 0.25,
      },
    ]);
    const imbalances = 'select network, update_index, imbalance from gradient_imbalance order by 1, 2';
    expect(made.db.prepare(imbalances).raw().all()).toEqual([
      ['actor', 5, 0.25],
      ['actor', 6, 0.125],
      ['actor', 7, null],
      ['critic', 5, 1.5],
      ['critic', 6, 1.5],
      ['critic', 7, 1.5],
    ]);
  });
});

describe('the views', () => {
  test('can be asked about a hundred runs in seconds', () => {
    const made = newStore();
    const { runIds } = made.createExperiment(newExperiment(Array.from({ length: 100 }, () => ({}))));
    const layers = [
      '',
      ...['actor', 'critic'].flatMap((net) => ['0', '1', 'head'].map((at) => `${net}.${at}.kernel`)),
    ];
    const records = (member: number): TrainingRecord[] => [
      ...Array.from({ length: 200 }, (_, index) =>
        layers.map((layer, layerIndex) => gradient({ member, updateIndex: index + 1, layerIndex, layer })),
      ).flat(),
      ...Array.from({ length: 1000 }, (_, index) => episode({ member, episode: index })),
      ...Array.from({ length: 40 }, (_, index) => evaluation({ member, updateIndex: index })),
      end({ member, status: member % 2 === 0 ? 'finished' : 'diverged' }),
    ];
    for (const member of runIds.keys()) made.write(runIds, records(member));
    for (const view of ['run_scores', 'leaderboard', 'learning_curves', 'gradient_imbalance']) {
      const started = performance.now();
      expect(all(made, `select * from ${view}`).length).toBeGreaterThan(0);
      expect(performance.now() - started).toBeLessThan(3000);
    }
  });
});
