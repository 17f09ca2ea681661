import type { Database } from 'better-sqlite3';
import { type RecordedTable, resultTables } from '../results/index.ts';

/** How the backends are put together that a run was trained on, one after the other. */
export const andThen = ', then ';

/**
 * Takes runs back to their last checkpoints, to go on on another backend: to before their first evaluation where there is
 * none. Call it in a transaction.
 */
export function moveRuns(
  db: Database,
  backend: string,
  runIds: readonly number[],
  tables: readonly RecordedTable[] = resultTables,
): void {
  const checkpoint = db
    .prepare<[number], number>('select update_index from checkpoints where run_id = ?')
    .pluck();
  const stepAt = db
    .prepare<[number, number], number>('select env_step from updates where run_id = ? and update_index = ?')
    .pluck();
  const byUpdate = tables.filter(({ columns }) => 'updateIndex' in columns);
  const byStep = tables.filter((table) => !byUpdate.includes(table));
  const deletes = byUpdate.map(({ name }) =>
    db.prepare<[number, number]>(`delete from ${name} where run_id = ? and update_index > ?`),
  );
  const deletesByStep = byStep.map(({ name }) =>
    db.prepare<[number, number]>(`delete from ${name} where run_id = ? and env_step > ?`),
  );
  const name = db.prepare<[string, string, string, number]>(
    `update runs set backend = iif(? = '', '', backend || ?) || ?, bits_json = null where id = ?`,
  );
  for (const run of runIds) {
    // The evaluation of the untrained policy belongs to update 0.
    const last = checkpoint.get(run) ?? -1;
    const lastStep = stepAt.get(run, last) ?? 0;
    for (const each of deletes) each.run(run, last);
    for (const each of deletesByStep) each.run(run, lastStep);
    name.run(last >= 0 ? andThen : '', andThen, backend, run);
  }
}
