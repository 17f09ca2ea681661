import type { Database } from 'better-sqlite3';
import { UsageError } from '../../errors.ts';
import { columnName, type Table } from '../../results/index.ts';
import { isSameValue, type Stored, type StoredRow, tableRows } from './table-rows.ts';

/** Rows of one file, and those of another that they are or became, by their ids. */
export type Ids = ReadonlyMap<number, number>;

/**
 * Takes the rows of a table that are not there yet, parent by parent. Call it in a transaction.
 *
 * @param parents whose rows are taken.
 * @param runIds of all runs, for columns that name one.
 * @returns the ids of the rows, where they have some.
 * @throws UsageError where a row of the same key has other values.
 */
export function mergeRows(from: Database, to: Database, table: Table, parents: Ids, runIds: Ids): Ids {
  const [given, there] = [tableRows(from, table), tableRows(to, table)];
  const columns = Object.entries(table.columns);
  const runPlaces = columns.flatMap(([, { isRun }], place) => (isRun ? [place] : []));
  const measured = columns.flatMap(([, { wallClock }], place) => (wallClock ? [] : [place]));
  const keyed = table.key.map((field) => columns.findIndex(([name]) => name === field));
  // Of rows without a key none is told from another by less than all of it.
  const keyPlaces = keyed.length > 0 ? keyed : measured;
  const ids = new Map<number, number>();
  const here = ({ values }: StoredRow): readonly Stored[] =>
    runPlaces.reduce((row, place) => row.with(place, runIds.get(row[place] as number)!), values);
  for (const [parent, into] of parents) {
    const rows = given.read(parent);
    if (rows.length === 0) continue;
    const known = new Map(there.read(into).map((row) => [keyOf(row.values, keyPlaces), row]));
    for (const row of rows) {
      const values = here(row);
      const own = known.get(keyOf(values, keyPlaces));
      const place = own && measured.find((at) => !isSameValue(values[at]!, own.values[at]!));
      if (place !== undefined) {
        const [field] = columns[place]!;
        throw new UsageError(
          `a row of ${table.name} in "${from.name}" contradicts "${to.name}": ${columnName(field)} is ${values[place]} and was ${own!.values[place]}, where the same was measured`,
        );
      }
      const id = own === undefined ? there.insert(into, values) : own.id;
      if (row.id !== undefined) ids.set(row.id, id!);
    }
  }
  return ids;
}

function keyOf(values: readonly Stored[], places: readonly number[]): string {
  return JSON.stringify(places.map((place) => values[place]));
}

/** Puts all rows of a table in the place of those that are there. */
export function replaceRows(from: Database, to: Database, table: Table, parents: Ids): void {
  const [given, there] = [tableRows(from, table), tableRows(to, table)];
  for (const [parent, into] of parents) {
    there.clear(into);
    for (const { values } of given.read(parent)) there.insert(into, values);
  }
}
