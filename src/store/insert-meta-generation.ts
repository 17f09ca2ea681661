import type { Database } from 'better-sqlite3';
import {
  type MetaCheckpointRow,
  type MetaGenerationRow,
  type MetaInnerRunRow,
  type MetaPairRow,
  type MetaStateRow,
  metaCheckpoints,
  metaGenerations,
  metaInnerRuns,
  metaPairs,
  metaStates,
} from '../results/index.ts';
import { prepareInsert } from './insert-rows.ts';

/** What a meta-training goes on from, in place of what the generation before has left. */
export interface SavedMetaState {
  readonly state: MetaStateRow;
  /** One a pair; none where candidates do not outlive a generation. */
  readonly innerRuns: readonly MetaInnerRunRow[];
  readonly checkpoints: readonly MetaCheckpointRow[];
}

/** What a generation of a meta-training has come to. */
export interface NewMetaGeneration extends SavedMetaState {
  readonly generation: MetaGenerationRow;
  readonly pairs: readonly MetaPairRow[];
}

export function insertMetaGeneration(
  db: Database,
  experimentId: number,
  { generation, pairs, state, innerRuns, checkpoints }: NewMetaGeneration,
): void {
  const id = prepareInsert(db, metaGenerations)(experimentId, generation);
  const insertPair = prepareInsert(db, metaPairs);
  for (const pair of pairs) insertPair(id, pair);
  prepareInsert(db, metaStates, { replace: true })(experimentId, state);
  for (const { name } of [metaInnerRuns, metaCheckpoints]) {
    db.prepare(`delete from ${name} where experiment_id = ?`).run(experimentId);
  }
  const insertRun = prepareInsert(db, metaInnerRuns);
  for (const run of innerRuns) insertRun(experimentId, run);
  const insertCheckpoint = prepareInsert(db, metaCheckpoints);
  for (const checkpoint of checkpoints) insertCheckpoint(experimentId, checkpoint);
}

/** What the last generation of a meta-training left; undefined before the first one is over. */
export function lastMetaState(db: Database, experimentId: number): SavedMetaState | undefined {
  const state = db
    .prepare<[number], MetaStateRow>(
      `select generation, theta, momentum, second_moment as secondMoment, sigma, learning_rate as learningRate
       from meta_states where experiment_id = ?`,
    )
    .get(experimentId);
  if (state === undefined) return undefined;
  const innerRuns = db
    .prepare<[number], MetaInnerRunRow>(
      'select pair, begun, truncations, perturbations from meta_inner_runs where experiment_id = ? order by pair',
    )
    .all(experimentId);
  const checkpoints = db
    .prepare<[number], MetaCheckpointRow>(
      'select member, state from meta_checkpoints where experiment_id = ? order by member',
    )
    .all(experimentId);
  return { state, innerRuns, checkpoints };
}
