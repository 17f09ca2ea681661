import type { Database } from 'better-sqlite3';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import { openDatabase } from './sqlite.ts';

/** The columns that a table had in files of some schema version; none where there was no such table. */
export type ColumnsAt = (table: string) => ReadonlySet<string>;

/** @param version of the schema: how many migrations a file had seen. */
export function columnsAt(version: number, steps: readonly string[] = migrations): ColumnsAt {
  const db = openDatabase(':memory:');
  try {
    migrate(db, steps.slice(0, version));
    const names = db.prepare<[], string>("select name from sqlite_schema where type = 'table'").pluck().all();
    const tables = new Map(names.map((name) => [name, columnsOf(db, name)]));
    return (table) => tables.get(table) ?? new Set();
  } finally {
    db.close();
  }
}

function columnsOf(db: Database, table: string): ReadonlySet<string> {
  return new Set(db.prepare<[string], string>('select name from pragma_table_info(?)').pluck().all(table));
}
