import { expect, test } from 'vitest';
import { runScores, type Store } from '../../src/store/index.ts';
import { addExperiment, store } from './made-runs.ts';

const scores = (made: Store) =>
  made.db
    .prepare('select best_return, area_return, not_finite from curve_scores order by run_id')
    .raw()
    .all();

test('a run comes to its best evaluation and to the area under them, divided by the steps', () => {
  const made = store(
    // Steps 0, 100, 200: (0 + 30)/2 and (30 + 10)/2.
    { seed: 1, evaluations: [0, 30, 10] },
    { seed: 2, evaluations: [7] },
    { seed: 3, evaluations: [] },
  );
  expect(scores(made)).toEqual([
    [30, 17.5, 0],
    [7, 7, 0],
  ]);
  expect(runScores(made.db, 1).map((run) => [run.bestReturn, run.areaReturn])).toEqual([
    [30, 17.5],
    [7, 7],
    [null, null],
  ]);
});

test('steps between evaluations weigh: an area is no mean of evaluations', () => {
  const made = store({ evaluations: [0, 30, 10] });
  made.db.exec('update evaluations set env_step = 1000 where env_step = 200');
  // 100 steps of 15, 900 of 20.
  expect(scores(made)).toEqual([[30, 19.5, 0]]);
});

test('a finished run with an evaluation that is no finite number counts as the worst, and so do diverged runs', () => {
  const made = store(
    { seed: 1, evaluations: [-5, Number.POSITIVE_INFINITY, 10] },
    { seed: 2, evaluations: [Number.NaN, Number.NaN] },
    { seed: 3, evaluations: [0, 90], ends: 'diverged' },
    { seed: 4, evaluations: [0, Number.NaN], ends: null },
  );
  expect(scores(made)).toEqual([
    [-5, -5, 1],
    [-5, -5, 1],
    [-5, -5, 0],
    [null, null, 0],
  ]);
});

test('the worst of a task is that of its own experiment', () => {
  const made = store({ evaluations: [-100, 5] });
  addExperiment(made, [
    { seed: 1, evaluations: [1, 2] },
    { seed: 2, evaluations: [3, 9], ends: 'diverged' },
  ]);
  expect(scores(made).slice(1)).toEqual([
    [2, 1.5, 0],
    [1, 1, 0],
  ]);
});
