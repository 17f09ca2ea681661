import { expect, test } from 'vitest';
import { tuningScores } from '../../src/store/index.ts';
import { addExperiment, store } from './made-runs.ts';

test('tuningScores gives the tuning runs of one experiment, by what they are judged by', () => {
  const made = store({ phase: 'tuning', evaluations: [9] });
  const tuning = { phase: 'tuning', learningRate: 0.1 } as const;
  addExperiment(made, [
    { ...tuning, seed: 101, evaluations: [1, 5], episodes: [2, 4] },
    { ...tuning, seed: 102, ends: 'diverged' },
    { ...tuning, seed: 103, ends: null },
    { phase: 'scoring', learningRate: 0.1, seed: 1, evaluations: [7] },
  ]);
  const brief = (criterion: 'final_return' | 'last_100_return') =>
    tuningScores(made.db, 2, criterion).map(({ seed, status, score }) => [seed, status, score]);
  expect(brief('final_return').map(([seed, status]) => [seed, status])).toEqual([
    [101, 'finished'],
    [102, 'diverged'],
    [103, 'queued'],
  ]);
  expect(brief('final_return')[0]).toEqual([101, 'finished', 5]);
  expect(brief('last_100_return')[0]).toEqual([101, 'finished', 3]);
});
