import { statSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { makeResults } from '../../src/bench/made-results.ts';

test('a made results file holds as much as was asked for, and its views have answers', () => {
  const size = { optimizers: 2, seeds: 3, updates: 120, layers: 4, episodes: 50, evaluations: 7 };
  const { db, bytes } = makeResults(size);
  onTestFinished(() => {
    db.close();
  });
  const count = (from: string) => db.prepare(`select count(*) from ${from}`).pluck().get();
  expect(bytes).toBe(statSync(db.name).size);
  expect(count('runs')).toBe(6);
  expect(count("runs where status = 'diverged'")).toBe(2);
  expect(count('updates')).toBe(6 * 120);
  expect(count('gradient_stats')).toBe(6 * 120 * 5);
  expect(count('episodes')).toBe(6 * 50);
  expect(count('evaluations')).toBe(6 * 7);
  expect(count('leaderboard where final_mean is not null and last_100_mean is not null')).toBe(2);
  expect(count('learning_curves')).toBe(2 * 7);
  expect(count('gradient_imbalance where imbalance is not null')).toBe(6 * 120 * 2);
});
