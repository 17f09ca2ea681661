import { expect, test } from 'vitest';
import { studyFacts } from '../../../src/report/study-document/study-facts.ts';
import { newStore } from '../../store/new-store.ts';
import { end, newExperiment } from '../../store/records.ts';

test('The seconds of runs that trained together count once, those of runs in other processes beside them', () => {
  const store = newStore();
  const { experimentId, runIds } = store.createExperiment(newExperiment([{}, {}, {}]));
  store.startRuns(runIds.slice(0, 2));
  store.startRuns(runIds.slice(2));
  store.write(
    runIds,
    [3, 4, 5].map((wallS, member) => end({ member, wallS })),
  );
  expect(studyFacts(store.db, experimentId).time.populations).toBe(4 + 5);
  store.close();
});
