import type { Database } from 'better-sqlite3';
import {
  type MetaGenerationRow,
  type MetaPairRow,
  type MetaStateRow,
  metaGenerations,
  metaPairs,
  metaStates,
} from '../results/index.ts';
import { prepareInsert } from './insert-rows.ts';

/** What a generation of a meta-training has come to, and what it goes on from. */
export interface NewMetaGeneration {
  readonly generation: MetaGenerationRow;
  readonly pairs: readonly MetaPairRow[];
  /** It takes the place of that of the generation before. */
  readonly state: MetaStateRow;
}

export function insertMetaGeneration(
  db: Database,
  experimentId: number,
  { generation, pairs, state }: NewMetaGeneration,
): void {
  const id = prepareInsert(db, metaGenerations)(experimentId, generation);
  const insertPair = prepareInsert(db, metaPairs);
  for (const pair of pairs) insertPair(id, pair);
  prepareInsert(db, metaStates, { replace: true })(experimentId, state);
}

/** What the last generation of a meta-training left; undefined before the first one is over. */
export function lastMetaState(db: Database, experimentId: number): MetaStateRow | undefined {
  return db
    .prepare<[number], MetaStateRow>(
      `select generation, theta, momentum, second_moment as secondMoment, sigma, learning_rate as learningRate
       from meta_states where experiment_id = ?`,
    )
    .get(experimentId);
}
