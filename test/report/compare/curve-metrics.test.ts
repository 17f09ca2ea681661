import { expect, test } from 'vitest';
import { sentences } from '../../../src/report/compare/sentences.ts';
import { legend, textTables } from '../../../src/report/compare/text-tables.ts';
import { compared } from './made-experiment.ts';

const late = (optimizer: string, curve: (seed: number) => number[]) =>
  [1, 2, 3, 4, 5, 6].map((seed) => ({ optimizer, seed, evaluations: curve(seed) }));
/** EARLY is high at once and ends low, LATE the other way round. */
const runs = [
  late('EARLY', (seed) => [0, 40 + seed, 20 + seed]),
  late('LATE', (seed) => [0, 5 + seed, 30 + seed]),
];

test('who is better depends on whether the last, the best or all evaluations count, and the words say which', () => {
  const said = (metric: 'final_return' | 'best_return' | 'area_return') =>
    sentences(compared({ metric }, ...runs))[0];
  expect(said('final_return')).toMatch(/^LATE ends with a mean return 10 higher than EARLY/);
  expect(said('best_return')).toMatch(/^EARLY has a best mean return 10 higher than LATE, whenever that was/);
  // EARLY: (40 + 60)/4 + 0.75 seed; LATE: (5 + 35)/4 + 0.75 seed.
  expect(said('area_return')).toMatch(
    /^EARLY has a mean return 15 higher than LATE over all of training \(area under the evaluations\)/,
  );
});

test('tables and legend say what is shown', () => {
  const area = compared({ metric: 'area_return' }, ...runs);
  expect(textTables(area)[0]!.columns.map(({ header }) => header)).toContain('area, return');
  expect(legend(area)[0]).toMatch(
    /^area, return: area under a run's evaluations over steps, divided by these/,
  );
  const best = compared({ metric: 'best_return' }, ...runs);
  expect(textTables(best)[0]!.columns.map(({ header }) => header)).toContain('best return');
  expect(legend(best)[0]).toMatch(/which chance flatters/);
});
