import type { Database, Statement } from 'better-sqlite3';
import type { Answer, SqlValue } from '../store/index.ts';
import { type TableName, tableQuery } from './tables.ts';

export type ColumnType = 'integer' | 'real' | 'text';

/** The rows of a table, and of which type each column is, whatever the rows hold. */
export interface TypedAnswer extends Answer {
  readonly types: readonly ColumnType[];
}

/** Columns of views that are counted or rounded: SQLite knows no type of an expression. All other expressions are real. */
const integerExpressions = new Set([
  'seeds',
  'finished',
  'diverged',
  'not_finite',
  'final_not_finite',
  'last_100_not_finite',
  'reached',
  'env_step',
  'rates',
  'tuning_seeds',
]);

const declared: Readonly<Record<string, ColumnType>> = { INTEGER: 'integer', REAL: 'real', TEXT: 'text' };

/** A table's rows of some experiments, fetched while they are iterated over. */
export function tableRows(db: Database, table: TableName, experiments: readonly number[]): TypedAnswer {
  const query = db.prepare<[{ experiments: string }], readonly SqlValue[]>(tableQuery(table));
  const columns = query.columns();
  return {
    columns: columns.map(({ name }) => name),
    types: columns.map(
      ({ name, type }) => declared[type ?? ''] ?? (integerExpressions.has(name) ? 'integer' : 'real'),
    ),
    rows: fetched(query.safeIntegers().raw(), { experiments: JSON.stringify(experiments) }),
  };
}

/** A query is open, and keeps its connection busy, from when it is asked; here that is the first row. */
function* fetched<P extends object, Row>(query: Statement<[P], Row>, parameters: P): Generator<Row> {
  yield* query.iterate(parameters);
}
