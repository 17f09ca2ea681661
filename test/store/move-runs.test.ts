import { expect, test } from 'vitest';
import { resultTables } from '../../src/results/index.ts';
import { newStore } from './new-store.ts';
import {
  advantage,
  episode,
  evaluation,
  gradient,
  measurement,
  newExperiment,
  policy,
  sampledEvaluation,
  trajectory,
  update,
} from './records.ts';

test('Runs that go on on another backend keep what they have up to their checkpoints, and nothing else', () => {
  const store = newStore();
  const { experimentId, runIds } = store.createExperiment(newExperiment([{}, {}, {}]));
  const reported = (member: number) => [
    evaluation({ member, updateIndex: 0, envStep: 0 }),
    episode({ member, episode: 0, envStep: 400 }),
    update({ member, updateIndex: 1, envStep: 512 }),
    gradient({ member, updateIndex: 1 }),
    advantage({ member, updateIndex: 1 }),
    measurement({ member, updateIndex: 1 }),
    sampledEvaluation({ member, updateIndex: 1, envStep: 512 }),
    trajectory({ member, updateIndex: 1 }),
    policy({ member, updateIndex: 1, choice: 'best' }),
    evaluation({ member, updateIndex: 1, envStep: 512 }),
  ];
  const later = (member: number) => [
    episode({ member, episode: 1, envStep: 600 }),
    update({ member, updateIndex: 2, envStep: 1024 }),
    gradient({ member, updateIndex: 2 }),
    advantage({ member, updateIndex: 2 }),
    measurement({ member, updateIndex: 2 }),
    sampledEvaluation({ member, updateIndex: 2, envStep: 1024 }),
    trajectory({ member, updateIndex: 2 }),
    policy({ member, updateIndex: 2 }),
    evaluation({ member, updateIndex: 2, envStep: 1024 }),
  ];
  store.write(runIds, [0, 1, 2].flatMap(reported));
  store.write(runIds, [{ kind: 'checkpoint', member: 0, updateIndex: 1, state: new Uint8Array([1]) }]);
  store.write(runIds, [0, 1, 2].flatMap(later));

  store.moveTo('webgpu', experimentId, { backend: 'webgpu' }, runIds.slice(0, 2));

  const counted = (table: string) =>
    store.db.prepare(`select run_id, count(*) from ${table} group by run_id`).raw().all();
  const [saved, unsaved, untouched] = runIds;
  expect(counted('evaluations')).toEqual([
    [saved, 2],
    [untouched, 3],
  ]);
  for (const table of resultTables.map(({ name }) => name).filter((name) => name !== 'evaluations')) {
    expect(counted(table), table).toEqual([
      [saved, 1],
      [untouched, 2],
    ]);
  }
  expect(counted('checkpoints')).toEqual([[saved, 1]]);
  const backends = store.db.prepare('select backend from runs order by id').pluck().all();
  expect(backends).toEqual(['cpu, then webgpu', 'webgpu', 'cpu']);
  expect(unsaved).toBe(runIds[1]);
  expect(store.db.prepare('select config_json from experiments').pluck().get()).toBe('{"backend":"webgpu"}');
});
