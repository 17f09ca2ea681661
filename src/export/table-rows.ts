import type { Database, Statement } from 'better-sqlite3';
import { columnName, type Relation } from '../results/index.ts';
import type { Answer, SqlValue } from '../store/index.ts';
import { tableQuery } from './tables.ts';

export type ColumnType = 'integer' | 'real' | 'text';

/** The rows of a table, and of which type each column is, whatever the rows hold. */
export interface TypedAnswer extends Answer {
  readonly types: readonly ColumnType[];
}

/** A table's rows of some experiments, fetched while they are iterated over. */
export function tableRows(db: Database, table: Relation, experiments: readonly number[]): TypedAnswer {
  const query = db.prepare<[{ experiments: string }], readonly SqlValue[]>(tableQuery(table));
  const columns = query.columns().map(({ name }) => name);
  const types = columnTypes(table);
  return {
    columns,
    types: columns.map((name) => types.get(name)!),
    rows: fetched(query.safeIntegers().raw(), { experiments: JSON.stringify(experiments) }),
  };
}

/** By name, also of what names a row and its parent. */
function columnTypes({ name: table, parent, columns }: Relation): ReadonlyMap<string, ColumnType> {
  const declared = Object.entries(columns).map(([field, { storage }]): [string, ColumnType] => {
    const name = columnName(field);
    if (storage === 'blob') {
      throw new TypeError(`${table}.${name} cannot be exported: it is no text or number`);
    }
    return [name, storage];
  });
  return new Map([['id', 'integer'], [`${parent}_id`, 'integer'], ...declared]);
}

/** A query is open, and keeps its connection busy, from when it is asked; here that is the first row. */
function* fetched<P extends object, Row>(query: Statement<[P], Row>, parameters: P): Generator<Row> {
  yield* query.iterate(parameters);
}
