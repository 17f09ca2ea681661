import type { Database } from 'better-sqlite3';
import {
  columnName,
  endFields,
  type RecordedTable,
  recordedTables,
  runs,
  type TrainingRecord,
} from '../results/index.ts';
import { prepareInsert } from './insert-rows.ts';
import { hasEnded } from './queries.ts';

/** Writes one record of a run. */
export type InsertRecord = (runId: number, record: TrainingRecord) => void;

type WriteRow = (runId: number, row: Readonly<Record<string, unknown>>) => void;

/**
 * Prepares the statements that write records. Of checkpoints only a run's last one is kept, and none of a run that has
 * ended: nobody goes on from there.
 *
 * A resumed run repeats what came after its last checkpoint. It repeats the same numbers, so those rows replace
 * themselves.
 */
export function prepareInsertRecord(
  db: Database,
  tables: readonly RecordedTable[] = recordedTables,
): InsertRecord {
  const writers = new Map<string, WriteRow>(
    tables.map((table) => [
      table.kind,
      table.isResult ? prepareInsert(db, table, { replace: true }) : prepareReplaceLast(db, table),
    ]),
  );
  const dropCheckpoints = tables
    .filter(({ isResult }) => !isResult)
    .map(({ name }) => db.prepare<[number]>(`delete from ${name} where run_id = ?`));
  const ended = [...endFields, 'finishedAt'].map((field) => `${columnName(field)} = ?`).join(', ');
  const end = db.prepare<unknown[]>(`update ${runs.name} set ${ended} where id = ?`);

  return (run, record) => {
    if (record.kind === 'end') {
      // A run whose environment has failed can go on when that is mended, one that was left off when it is chosen to.
      if (hasEnded(record)) for (const drop of dropCheckpoints) drop.run(run);
      end.run(...endFields.map((field) => record[field]), new Date().toISOString(), run);
    } else writers.get(record.kind)!(run, record);
  };
}

function prepareReplaceLast(db: Database, table: RecordedTable): WriteRow {
  const drop = db.prepare<[number]>(`delete from ${table.name} where run_id = ?`);
  const insert = prepareInsert(db, table);
  return (run, row) => {
    drop.run(run);
    insert(run, row);
  };
}
