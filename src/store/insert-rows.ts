import type { Database } from 'better-sqlite3';
import { type Columns, columnName, type Table } from '../results/index.ts';

/** Writes a row of a table. @param parent the id of what it belongs to. @returns its own id, where it has one. */
export type InsertRow<Fields> = (parent: number, row: Fields) => number;

interface InsertOptions<Field> {
  /** The fields that are filled; the others get their defaults. Default: all. */
  readonly fields?: readonly Field[];
  /** Whether a row takes the place of one that has the same key. Default: false, SQLite complains. */
  readonly replace?: boolean;
}

/** Prepares the statement that writes rows of a table. */
export function prepareInsert<C extends Columns, Field extends keyof C & string>(
  db: Database,
  { name, parent, columns }: Table<C>,
  { fields = Object.keys(columns) as Field[], replace = false }: InsertOptions<Field> = {},
): InsertRow<{ readonly [F in Field]: unknown }> {
  const names = [...(parent ? [`${parent}_id`] : []), ...fields.map(columnName)];
  const places = names.map(() => '?').join(', ');
  const statement = db.prepare<unknown[]>(
    `insert${replace ? ' or replace' : ''} into ${name} (${names.join(', ')}) values (${places})`,
  );
  const first = parent ? 1 : 0;
  const truths = fields.map((field) => columns[field]!.form === 'truth');
  // One array for all rows: they are many, and SQLite has read it before the next one comes.
  const values = new Array<unknown>(names.length);
  return (id, row) => {
    if (parent) values[0] = id;
    for (let i = 0; i < fields.length; i++) {
      const value = row[fields[i]!];
      values[first + i] = truths[i] && value !== null ? Number(value) : value;
    }
    return Number(statement.run(values).lastInsertRowid);
  };
}
