import { describe, expect, test } from 'vitest';
import { type CompareOptions, sentences } from '../../../src/report/compare/index.ts';
import type { Made } from '../../store/made-runs.ts';
import { compared, seeds } from './made-experiment.ts';

const six = [10, 20, 30, 40, 50, 60];
const above = (scores: readonly number[], by: number) => scores.map((score) => score + by);

function said(options: CompareOptions, ...runs: readonly (readonly Made[])[]): string[] {
  return sentences(compared(options, ...runs));
}

describe('sentences(comparison)', () => {
  test('say by how much one is better, and how sure that is', () => {
    expect(said({}, seeds('SGD', six), seeds('ADAM', above(six, 3)))).toEqual([
      'ADAM ends with a mean return 3 higher than SGD (95 % interval 3 to 3, 6 seeds, p = 0.031).',
    ]);
    const three = ['A', 'B', 'C'].map((name, place) =>
      seeds(name, above([...six, ...above(six, 60)], 50 * place)),
    );
    expect(said({}, ...three)[0]).toBe(
      'C ends with a mean return 50 higher than B (95 % interval 50 to 50, 12 seeds, p = 0.0015 after Holm).',
    );
    expect(said({ correction: 'none' }, ...three)[0]).toContain('12 seeds, p < 0.001).');
    expect(said({ correction: 'bh' }, ...three)[0]).toContain('p < 0.001 after Benjamini-Hochberg).');
  });

  test('speak of steps that are saved', () => {
    const reaching = (optimizer: string, hundreds: readonly number[]): Made[] =>
      hundreds.map((at, index) => ({
        optimizer,
        seed: index + 1,
        totalTimesteps: 1000,
        totalEpisodes: null,
        evaluations: Array.from({ length: 11 }, (_, i) => (i >= at ? 60 : 0)),
      }));
    const runs = [reaching('SGD', [4, 8, 6, 4, 10, 8]), reaching('ADAM', [2, 4, 3, 2, 5, 4])];
    expect(said({ metric: 'steps_to_threshold' }, ...runs)).toEqual([
      'ADAM reaches 50 in 50 % fewer steps than SGD (95 % interval 50 to 50 %, 6 seeds, p = 0.031).',
    ]);
    expect(said({ metric: 'seconds_to_threshold' }, ...runs)[0]).toContain(
      'reaches 50 in 50 % less time than SGD',
    );
    const never = [reaching('SGD', [99, 99, 99]), reaching('ADAM', [99, 99, 99])];
    expect(said({ metric: 'steps_to_threshold' }, ...never)).toEqual([
      'Neither SGD nor ADAM reached 50 with 3 seeds.',
    ]);
  });

  test('speak of success and of training episodes', () => {
    const succeeding = (optimizer: string, rate: number): Made[] =>
      six.map((score, index) => ({
        optimizer,
        seed: index + 1,
        evaluations: [[score, rate]] as const,
        episodes: [100 * rate],
      }));
    const runs = [succeeding('SGD', 0.25), succeeding('ADAM', 0.75)];
    expect(said({ metric: 'success_rate' }, ...runs)).toEqual([
      'ADAM succeeds in 50 percentage points more episodes than SGD (95 % interval -4 to 77 points, 6 seeds, p = 0.031).',
    ]);
    expect(said({ metric: 'last_100_return' }, ...runs)[0]).toContain(
      'ADAM returns 50 more than SGD over its last 100 training episodes',
    );
  });

  test('say how many seeds might show what these could not', () => {
    // Differences of mean 1 and variance 6.8: (1.96 + 0.84)² · 6.8 + 1.96² / 2 = 55.3 pairs.
    const other = [14, 19, 32, 37, 53, 61];
    expect(said({}, seeds('SGD', six), seeds('ADAM', other))).toEqual([
      'No difference between ADAM and SGD could be shown with 6 seeds; about 56 would be needed.',
    ]);
    expect(said({}, seeds('SGD', six), seeds('ADAM', above(other, -0.999)))[0]).toContain(
      '; more than 1000 would be needed.',
    );
    expect(said({}, seeds('SGD', six), seeds('ADAM', six))).toEqual([
      'SGD and ADAM came out the same with 6 seeds.',
    ]);
  });

  test('say that two seeds cannot say', () => {
    expect(said({}, seeds('SGD', [1, 2]), seeds('ADAM', [5, 6]))).toEqual([
      'ADAM and SGD: 2 seeds cannot say; run at least 3 (10 are better).',
    ]);
    expect(said({}, seeds('SGD', [1, 2, 3]), seeds('ADAM', [5]))[0]).toContain('1 and 3 seeds cannot say');
  });

  test('name the task where there are several, and end with all tasks together', () => {
    const on = (env: string) => [seeds('SGD', six, { env }), seeds('ADAM', above(six, 100), { env })];
    expect(said({}, ...on('cartpole'), ...on('acrobot'))).toEqual([
      'cartpole, ppo: No difference between ADAM and SGD could be shown with 6 seeds; about 7 would be needed.',
      'acrobot, ppo: No difference between ADAM and SGD could be shown with 6 seeds; about 7 would be needed.',
      'Over 2 tasks, a run of ADAM beats one of SGD with probability 1.00 (95 % interval over seeds 1.00 to 1.00).',
    ]);
  });
});
