import type { Database } from 'better-sqlite3';
import { columnName, type Table } from '../../results/index.ts';

/** A value as SQLite has it. */
export type Stored = null | number | string | Uint8Array;

/** A row of a table in one of two files: its id, where rows have one, and its columns in the order of the declaration. */
export interface StoredRow {
  readonly id: number | undefined;
  readonly values: readonly Stored[];
}

/** Reads and writes the rows of a table by what they belong to, as they are, in whatever file. */
export interface TableRows {
  read(parent: number): StoredRow[];
  /** @returns the new id, where rows have one. */
  insert(parent: number, values: readonly Stored[]): number;
  /** Removes all rows of a parent. */
  clear(parent: number): void;
}

/** Prepares the statements of a table that belongs to another one. */
export function tableRows(db: Database, { name, parent, hasId, columns, key }: Table): TableRows {
  const names = Object.keys(columns).map(columnName);
  const order = key.length > 0 ? ` order by ${key.map(columnName).join(', ')}` : hasId ? ' order by id' : '';
  const select = db
    .prepare<[number], Stored[]>(
      `select ${[...(hasId ? ['id'] : []), ...names].join(', ')} from ${name} where ${parent}_id = ?${order}`,
    )
    .raw();
  const places = ['?', ...names.map(() => '?')].join(', ');
  const insert = () =>
    db.prepare(`insert into ${name} (${[`${parent}_id`, ...names].join(', ')}) values (${places})`);
  let inserting: ReturnType<typeof insert> | undefined;
  let clearing: ReturnType<typeof insert> | undefined;
  return {
    read: (id) =>
      select
        .all(id)
        .map((row) =>
          hasId ? { id: row[0] as number, values: row.slice(1) } : { id: undefined, values: row },
        ),
    insert(id, values) {
      // Of a file that is only read nothing else is prepared.
      inserting ??= insert();
      return Number(inserting.run(id, ...values).lastInsertRowid);
    },
    clear(id) {
      clearing ??= db.prepare(`delete from ${name} where ${parent}_id = ?`);
      clearing.run(id);
    },
  };
}

/** The same value, whatever file it is read from. */
export function isSameValue(one: Stored, other: Stored): boolean {
  if (one instanceof Uint8Array && other instanceof Uint8Array) return Buffer.compare(one, other) === 0;
  return Object.is(one, other);
}
