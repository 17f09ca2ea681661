import type { Database } from 'better-sqlite3';
import { type StudyPointRow, studyPoints } from '../results/index.ts';
import { prepareInsert } from './insert-rows.ts';

export function insertStudyPoints(db: Database, experimentId: number, rows: readonly StudyPointRow[]): void {
  const insert = prepareInsert(db, studyPoints);
  for (const row of rows) insert(experimentId, row);
}

/** What has been measured in an experiment, in the order of seeds, series and places. */
export function studyPointsOf(db: Database, experimentId: number): StudyPointRow[] {
  return db
    .prepare<[number], StudyPointRow>(
      'select study, series, seed, x, y from study_points where experiment_id = ? order by seed, series, x',
    )
    .all(experimentId);
}
