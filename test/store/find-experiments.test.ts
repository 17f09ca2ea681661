import { expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { findExperiments } from '../../src/store/index.ts';
import { newStore } from './new-store.ts';
import { newExperiment } from './records.ts';

function titled(...titles: readonly string[]) {
  const store = newStore();
  for (const title of titles) store.createExperiment(newExperiment([{}], { title }));
  return store.db;
}

test('experiments are found by id and by title, once each and in order', () => {
  const db = titled('rates', 'widths', 'rates', '2024');
  expect(findExperiments(db)).toEqual([1, 2, 3, 4]);
  expect(findExperiments(db, ['rates'])).toEqual([1, 3]);
  expect(findExperiments(db, ['2024', '3', 'rates'])).toEqual([1, 3, 4]);
});

test('an id goes before a title that looks like it', () => {
  expect(findExperiments(titled('2', 'widths'), ['2'])).toEqual([2]);
});

test('an unknown experiment is refused with the nearest title and the latest ones', () => {
  const db = titled('a', 'b', 'c', 'd', 'e', 'widths');
  expect(() => findExperiments(db, ['width'])).toThrow(
    new UsageError(
      'no experiment "width": did you mean widths? (known: …, 2 "b", 3 "c", 4 "d", 5 "e", 6 "widths")',
    ),
  );
});

test('a file without experiments is refused', () => {
  expect(() => findExperiments(newStore().db)).toThrow(/^no experiments in ".*"; start with rl-bench run/);
});
