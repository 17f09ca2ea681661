import type { Database } from 'better-sqlite3';
import { type StressTrialRow, stressTrials } from '../results/index.ts';
import { prepareInsert } from './insert-rows.ts';

export function insertStressTrials(
  db: Database,
  experimentId: number,
  rows: readonly StressTrialRow[],
): void {
  const insert = prepareInsert(db, stressTrials);
  for (const row of rows) insert(experimentId, row);
}

/** Which problems of an experiment each optimizer has been scored on. */
export function stressedBefore(db: Database, experimentId: number): { optimizer: string; problem: string }[] {
  return db
    .prepare<[number], { optimizer: string; problem: string }>(
      `select distinct optimizer, problem from stress_trials where experiment_id = ? and phase = 'scoring'`,
    )
    .all(experimentId);
}
