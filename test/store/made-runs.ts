import type { EndRecord, TrainingRecord } from '../../src/results/index.ts';
import type { NewRun, Store } from '../../src/store/index.ts';
import { newStore } from './new-store.ts';
import { end, episode, evaluation, newExperiment } from './records.ts';

/** A run with the mean returns of its evaluations, one every 100 steps and 10 seconds. */
export interface Made extends Partial<NewRun> {
  readonly evaluations?: readonly (number | readonly [meanReturn: number, successRate: number | null])[];
  readonly episodes?: readonly number[];
  /** Default finished; null leaves the run queued. */
  readonly ends?: EndRecord['status'] | null;
}

export function store(...runs: readonly Made[]): Store {
  const made = newStore();
  addExperiment(made, runs);
  return made;
}

export function addExperiment(made: Store, runs: readonly Made[]): void {
  const { runIds } = made.createExperiment(
    newExperiment(runs.map(({ evaluations, episodes, ends, ...run }) => ({ rewardThreshold: 50, ...run }))),
  );
  const records = runs.flatMap(
    ({ evaluations = [], episodes = [], ends = 'finished' }, member): TrainingRecord[] => [
      ...episodes.map((total, index) => episode({ member, episode: index, return: total })),
      ...evaluations.map((given, index) => {
        const [meanReturn, successRate] = typeof given === 'number' ? [given, 0] : given;
        const at = { updateIndex: 10 * index, envStep: 100 * index, wallS: 10 * index };
        return evaluation({ member, meanReturn, successRate, ...at });
      }),
      ...(ends === null ? [] : [end({ member, status: ends })]),
    ],
  );
  made.write(runIds, records);
}

export function all(made: Store, sql: string): unknown[] {
  return made.db.prepare(sql).all();
}

export function column(made: Store, sql: string): unknown[] {
  return made.db.prepare(sql).pluck().all();
}
