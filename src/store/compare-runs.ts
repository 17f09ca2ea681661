import type { Database, Statement } from 'better-sqlite3';
import {
  type Columns,
  columnName,
  endFields,
  type RecordedTable,
  resultTables,
  runs,
} from '../results/index.ts';
import { migrations } from './migrations/index.ts';
import { columnsAt } from './schema-at.ts';

/** The first place at which a table of a run is not as it was. */
export interface Difference {
  readonly table: string;
  /** 0, 1, … in the order of the table's key. */
  readonly row: number;
  /** '' where a row is there only once. */
  readonly column: string;
  readonly before: unknown;
  readonly now: unknown;
}

export interface Comparison {
  /** Rows that were compared. */
  readonly rows: number;
  /** At most one a table. */
  readonly differences: readonly Difference[];
}

/** A run in a file. */
interface RunIn {
  readonly db: Database;
  readonly id: number;
}

/** The last schema of which experiments did not say that they were begun under it. */
const unnamedSchema = 11;

/**
 * Compares all that training has written of a run with what it has written of another, but for what the clock says. Of a
 * run that was begun by an older rl-bench, tables and columns that did not exist yet are left out: it has nothing there.
 *
 * @param steps that brought the file to its schema.
 */
export function compareRuns(
  before: RunIn,
  now: RunIn,
  tables: readonly RecordedTable[] = resultTables,
  steps: readonly string[] = migrations,
): Comparison {
  return runComparer(before.db, now.db, tables, steps)(before.id, now.id);
}

/** {@link compareRuns} for many runs of two files. */
export function runComparer(
  before: Database,
  now: Database,
  tables: readonly RecordedTable[] = resultTables,
  steps: readonly string[] = migrations,
): (before: number, now: number) => Comparison {
  const bySchema = new Map<number, readonly Compared[]>();
  return (beforeId, nowId) => {
    const schema = schemaOf({ db: before, id: beforeId });
    const compared = bySchema.get(schema) ?? comparedAt(schema, [before, now], tables, steps);
    bySchema.set(schema, compared);
    let rows = 0;
    const differences: Difference[] = [];
    for (const { table, queries } of compared) {
      const found = firstDifference(queries, beforeId, nowId);
      rows += found.rows;
      if (found.difference) differences.push({ table, ...found.difference });
    }
    return { rows, differences };
  };
}

type Query = Statement<[number], Row>;

/** A table, and what is asked of it in either file. */
interface Compared {
  readonly table: string;
  readonly queries: readonly [before: Query, now: Query];
}

function comparedAt(
  schema: number,
  files: readonly [Database, Database],
  tables: readonly RecordedTable[],
  steps: readonly string[],
): Compared[] {
  const known = columnsAt(schema, steps);
  const compared = (table: string, columns: readonly string[], where: string): Compared => {
    const sql = `select ${columns.join(', ')} from ${table} where ${where}`;
    const [before, now] = files;
    return { table, queries: [before.prepare(sql), now.prepare(sql)] };
  };
  return [
    compared(runs.name, measured(runs.columns, endFields), 'id = ?'),
    ...tables.flatMap(({ name, columns, key }) => {
      const then = known(name);
      const both = measured(columns).filter((column) => then.has(column));
      if (both.length === 0) return [];
      return [compared(name, both, `run_id = ? order by ${key.map(columnName).join(', ')}`)];
    }),
  ];
}

/** The columns that are the same whenever a run is trained again. */
function measured(columns: Columns, fields: readonly string[] = Object.keys(columns)): string[] {
  return fields.filter((field) => !columns[field]!.wallClock).map(columnName);
}

function schemaOf({ db, id }: RunIn): number {
  const version = db
    .prepare<[number], number | null>(
      'select schema_version from experiments where id = (select experiment_id from runs where id = ?)',
    )
    .pluck()
    .get(id);
  return version ?? unnamedSchema;
}

type Row = Readonly<Record<string, unknown>>;

/** Reads both until they differ. */
function firstDifference(
  [oldQuery, freshQuery]: Compared['queries'],
  before: number,
  now: number,
): { readonly rows: number; readonly difference?: Omit<Difference, 'table'> } {
  const [old, fresh] = [oldQuery.iterate(before), freshQuery.iterate(now)];
  try {
    for (let row = 0; ; row++) {
      const [a, b] = [old.next(), fresh.next()];
      if (a.done && b.done) return { rows: row };
      const found = differenceOf(a.done ? undefined : a.value, b.done ? undefined : b.value);
      if (found) return { rows: row + 1, difference: { row, ...found } };
    }
  } finally {
    old.return?.();
    fresh.return?.();
  }
}

function isSame(before: unknown, now: unknown): boolean {
  return Object.is(before, now) || (Buffer.isBuffer(before) && Buffer.isBuffer(now) && before.equals(now));
}

function differenceOf(
  before: Row | undefined,
  now: Row | undefined,
): Omit<Difference, 'table' | 'row'> | undefined {
  if (!before || !now) return { column: '', before: before && 'a row', now: now && 'a row' };
  const column = Object.keys(before).find((name) => !isSame(before[name], now[name]));
  return column === undefined ? undefined : { column, before: before[column], now: now[column] };
}
