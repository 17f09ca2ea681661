import { describe, expect, test } from 'vitest';
import { runSummary } from '../../src/report/run-summary.ts';
import type { EndRecord, TrainingRecord } from '../../src/results/index.ts';
import type { NewRun, Store } from '../../src/store/index.ts';
import { newStore } from '../store/new-store.ts';
import { end, evaluation, newExperiment } from '../store/records.ts';

interface Made extends Partial<NewRun> {
  /** Mean returns at 0, 50,000, 100,000, … steps. */
  readonly returns?: readonly number[];
  readonly success?: number | null;
  readonly ends?: EndRecord['status'] | 'failed' | 'interrupted';
}

function experiment(store: Store, runs: readonly Made[]): number {
  const { experimentId, runIds } = store.createExperiment(
    newExperiment(
      runs.map(({ returns, success, ends, ...run }) => run),
      { title: 'first look' },
    ),
  );
  runs.forEach(({ returns = [], success: successRate = null, ends = 'finished' }, member) => {
    const records: TrainingRecord[] = returns.map((meanReturn, updateIndex) => {
      const at = { updateIndex, envStep: 50_000 * updateIndex, wallS: 6.1 * updateIndex };
      return evaluation({ member, meanReturn, successRate, ...at });
    });
    if (ends === 'finished' || ends === 'diverged') records.push(end({ member, status: ends }));
    store.write(runIds, records);
    if (ends === 'failed') store.fail([runIds[member]!], 'out of memory');
    if (ends === 'interrupted') store.interrupt([runIds[member]!]);
  });
  return experimentId;
}

function summary(...runs: readonly Made[]): string[] {
  const store = newStore();
  return runSummary(store.db, experiment(store, runs)).split('\n');
}

const milo = { optimizer: 'MILO(momentum=0.8)', learningRate: 0.01 };
const adamw = { optimizer: 'ADAMW', learningRate: 3e-4 };

describe('runSummary', () => {
  test('lists the optimizers best first, with an interval over seeds and the way to the threshold', () => {
    expect(
      summary(
        { ...milo, returns: [20, 300, 450], success: 0.5 },
        { ...milo, returns: [20, 480, 460], success: 0.75 },
        { ...milo, returns: [20, 300, 470], success: 0.25 },
        { ...adamw, returns: [20, 480, 490], success: 1 },
        { ...adamw, returns: [20, 480, 490], success: 1 },
        { ...adamw, returns: [20, 400, 490], success: 1 },
      ),
    ).toEqual([
      'first look: cartpole, ppo, 500k steps',
      '',
      'optimizer             lr  seeds  final return    success  steps      time',
      '──────────────────────────────────────────────────────────────────────────',
      'ADAMW               3e-4      3  490 [490, 490]    100 %  50k        6.1 s',
      'MILO(momentum=0.8)  0.01      3  460 [450, 470]     50 %  50k (1/3)  6.1 s',
      '',
      'final return: of the last evaluation, by the policy without exploration.',
      '[a, b]: 95 % bootstrap interval of the mean over seeds.',
      'steps, time: until an evaluation first reached 475, median over seeds.',
      '(k/n): only k of n seeds got there; the median is over those k.',
    ]);
  });

  test('says in words why two seeds have no interval, and leaves out columns that would be empty', () => {
    expect(
      summary(
        { ...adamw, returns: [-150], rewardThreshold: null },
        { ...adamw, returns: [-160], rewardThreshold: null },
      ),
    ).toEqual([
      'first look: cartpole, ppo, 500k steps',
      '',
      'optimizer    lr  seeds  final return',
      '────────────────────────────────────',
      'ADAMW      3e-4      2  -155',
      '',
      'final return: of the last evaluation, by the policy without exploration.',
      'No interval: fewer than 3 seeds cannot say how sure a mean is; try --seeds 10.',
    ]);
  });

  test('counts diverged runs with the worst score and says so', () => {
    const lines = summary(
      { ...adamw, returns: [20, 100], rewardThreshold: null },
      { ...adamw, returns: [30, 200], rewardThreshold: null, ends: 'diverged' },
      { ...milo, returns: [25, 70], rewardThreshold: null },
    );
    expect(lines.slice(2, 6)).toEqual([
      'optimizer             lr   seeds  final return',
      '──────────────────────────────────────────────',
      'MILO(momentum=0.8)  0.01       1  70',
      'ADAMW               3e-4  2 (1†)  60',
    ]);
    expect(lines).toContain('†: diverged; counts with the worst score of the experiment.');
  });

  test('shows "-" where no seed reached the threshold', () => {
    const lines = summary({ ...adamw, returns: [20, 100] });
    expect(lines[4]).toBe('ADAMW      3e-4      1  100           -      -');
  });

  test('tells how many runs are not in the table', () => {
    const lines = summary(
      { ...adamw, returns: [20] },
      { ...adamw, ends: 'failed' },
      { ...milo, ends: 'interrupted', returns: [900] },
      { ...milo, ends: 'failed' },
    );
    expect(lines.at(-1)).toBe('Not counted, because they did not end: 2 failed, 1 interrupted.');
    expect(lines.join('\n')).not.toContain('MILO');
  });

  test('has a table for every environment and agent', () => {
    const lines = summary(
      { returns: [20] },
      { returns: [-80], env: 'acrobot', totalTimesteps: 1_000_000, rewardThreshold: -100 },
    );
    expect(lines).toContain('first look: cartpole, ppo, 500k steps');
    expect(lines).toContain('first look: acrobot, ppo, 1M steps');
    expect(lines.join('\n')).toContain('first reached -100');
  });

  test('names episodes where these were the budget', () => {
    const store = newStore();
    const { experimentId, runIds } = store.createExperiment(
      newExperiment([{ population: 1, totalTimesteps: 250_000 }], {
        config: { populations: [{ population: {} }, { population: { totalEpisodes: 500 } }] },
      }),
    );
    store.write(runIds, [evaluation({ member: 0 }), end({ member: 0 })]);
    expect(runSummary(store.db, experimentId)).toMatch(/: cartpole, ppo, 500 episodes\n/);
  });

  test('fits into 80 columns whatever the optimizers are called', () => {
    const name = 'SCION(norms=[spectral,sign],radius=50,momentum=0.9,constrained=true,weight_decay=0.01)';
    const seeds = [-1234.5, -1300, -1111].map((score, seed) => ({
      optimizer: name,
      learningRate: 2.5e-4,
      env: 'pendulum',
      rewardThreshold: -1200,
      returns: [-1500, score],
      success: 0.5,
      ends: seed === 1 ? ('diverged' as const) : ('finished' as const),
    }));
    const lines = summary(...seeds);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    const labels = lines.slice(4, lines.indexOf('', 4)).map((line) => line.slice(0, line.search(/\s|$/)));
    expect(labels.join('')).toBe(name);
  });

  test('summarizes the experiment that it is asked for, and no other', () => {
    const store = newStore();
    experiment(store, [{ ...adamw, returns: [1] }]);
    const second = experiment(store, [{ ...milo, returns: [2] }]);
    expect(runSummary(store.db, second)).not.toContain('ADAMW');
    expect(() => runSummary(store.db, 99)).toThrow(/no experiment 99 in ".*"; rl-bench sql/);
  });
});
