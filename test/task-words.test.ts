import { expect, test } from 'vitest';
import { distinctWords, environmentWords, wordsAmong } from '../src/task-words.ts';

test('tasks that are called alike are said once', () => {
  const accuracy = { score: 'test accuracy', unit: 'sample', episodes: false };
  const squares = { score: 'test R²', unit: 'sample', episodes: false };
  const wordsOf = wordsAmong([
    { env: 'digits', ...accuracy },
    { env: 'regression', ...squares },
    { env: 'spirals', ...accuracy },
  ]);
  expect(distinctWords(['digits', 'regression', 'spirals', 'cartpole', 'taxi'].map(wordsOf))).toEqual([
    accuracy,
    squares,
    environmentWords,
  ]);
});
