import { expect, test } from 'vitest';
import type { EndRecord, TrainingRecord } from '../../src/results/index.ts';
import { runScores, type Store } from '../../src/store/index.ts';
import { newStore } from './new-store.ts';
import { end, evaluation, newExperiment } from './records.ts';

/** Runs by the mean returns of their evaluations with drawn actions; all return 7 without. */
function made(
  runs: readonly { env?: string; sampled: readonly number[]; ends?: EndRecord['status'] }[],
): Store {
  const store = newStore();
  const { runIds } = store.createExperiment(newExperiment(runs.map(({ env = 'cartpole' }) => ({ env }))));
  store.write(
    runIds,
    runs.flatMap(({ sampled, ends = 'finished' }, member): TrainingRecord[] => [
      evaluation({ member, meanReturn: 7 }),
      ...sampled.map((meanReturn, updateIndex): TrainingRecord => {
        return { ...evaluation({ member, meanReturn, updateIndex }), kind: 'sampled-evaluation' };
      }),
      end({ member, status: ends }),
    ]),
  );
  return store;
}

test('a run is scored by its last evaluation with drawn actions, and by the worst where it has none to count', () => {
  const { db } = made([
    { sampled: [2, 5] },
    { sampled: [3, Number.NaN] },
    { sampled: [4, Number.POSITIVE_INFINITY] },
    { sampled: [6], ends: 'diverged' },
    { sampled: [], env: 'acrobot' },
  ]);
  expect(
    db.prepare('select run_id, sampled_return, not_finite from sampled_scores order by run_id').raw().all(),
  ).toEqual([
    [1, 5, 0],
    [2, 2, 1],
    [3, 2, 1],
    [4, 2, 0],
  ]);
  expect(runScores(db, 1).map((run) => [run.sampledReturn, run.sampledNotFinite])).toEqual([
    [5, 0],
    [2, 1],
    [2, 1],
    [2, 0],
    [null, 0],
  ]);
});

test('evaluations without exploration, and all that is made of them, do not change', () => {
  const [without, withSampled] = [[], [1, 2]].map((sampled) => made([{ sampled }, { sampled }]).db);
  for (const view of ['evaluations', 'run_scores', 'leaderboard', 'learning_curves']) {
    const rows = `select * from ${view} order by 1, 2, 3`;
    expect(withSampled!.prepare(rows).all()).toEqual(without!.prepare(rows).all());
  }
});
