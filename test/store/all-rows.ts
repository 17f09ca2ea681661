import type { Database } from 'better-sqlite3';
import { columnName, columnNames, type Table, tables } from '../../src/results/index.ts';

/** What a file holds but for what the clock says, and what differs wherever it was trained: by table, in order. */
export function allRows(db: Database): Readonly<Record<string, unknown[]>> {
  return Object.fromEntries(
    tables.map((table) => {
      const columns = columnNames(table).filter(
        (name) => !machineOnly.has(name) && !isWallClock(table, name),
      );
      return [
        table.name,
        db
          .prepare(
            `select ${columns.join(', ')} from ${table.name} order by ${columns.map((_, at) => at + 1).join(', ')}`,
          )
          .raw()
          .all(),
      ];
    }),
  );
}

/** Of experiments: what was typed, and the shards that one came from. */
const machineOnly = new Set(['command', 'config_json']);

function isWallClock({ columns }: Table, name: string): boolean {
  return Object.entries(columns).some(([field, column]) => column.wallClock && columnName(field) === name);
}
