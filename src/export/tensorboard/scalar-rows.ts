import type { Database } from 'better-sqlite3';
import { columnName, gradientStats, type RecordedTable, resultTables } from '../../results/index.ts';

/** Scalars of one moment. NULL where there is no value. */
export interface ScalarRow {
  readonly step: number;
  /** Seconds since the population started. */
  readonly wallS: number;
  readonly scalars: readonly (readonly [name: string, value: number | null])[];
}

/** A scalar of each row of a table. */
interface Scalar {
  /** `{layer}` in it stands for what the row has in that column. */
  readonly name: string;
  readonly sql: string;
  /**
   * True of what every row has: SQLite keeps NaN as NULL, so NULL stands for NaN here, and not for a value that there is
   * not.
   */
  readonly alwaysMeasured: boolean;
}

/** The series of one run that its tables declare, each in the order of its steps and to be read while it is iterated over. */
export function scalarSeries(
  db: Database,
  runId: number,
  gradients: boolean,
  tables: readonly RecordedTable[] = resultTables,
): Iterable<ScalarRow>[] {
  return tables
    .filter((table) => scalarsOf(table).length > 0 && (gradients || table.name !== gradientStats.name))
    .map((table) => scalarRows(db, table, runId));
}

function scalarsOf({ columns, computedScalars }: RecordedTable): Scalar[] {
  const own = Object.entries(columns).flatMap(([field, { tensorboard: name, nullIf, storage }]) => {
    if (name === undefined) return [];
    const alwaysMeasured = nullIf === undefined && storage === 'real';
    return [{ name, sql: `t.${columnName(field)}`, alwaysMeasured }];
  });
  const computed = Object.entries(computedScalars).map(([name, sql]) => ({
    name,
    sql,
    alwaysMeasured: false,
  }));
  return [...own, ...computed];
}

/** What the names of a table's scalars ask of a row: `layer`. */
function partsOf(scalars: readonly Scalar[]): string[] {
  return [
    ...new Set(scalars.flatMap(({ name }) => [...name.matchAll(/\{(\w+)\}/g)].map(([, part]) => part!))),
  ];
}

type Value = number | string | null;

function* scalarRows(db: Database, table: RecordedTable, runId: number): Generator<ScalarRow> {
  const scalars = scalarsOf(table);
  const parts = partsOf(scalars);
  const namesIn = naming(scalars, parts);
  // A table without a clock of its own is one of updates, and stands where these do.
  const hasMoment = 'wallS' in table.columns;
  const moment = hasMoment ? 't' : 'u';
  const updates = 'join updates u on u.run_id = t.run_id and u.update_index = t.update_index';
  const selected = [
    `${moment}.env_step`,
    `${moment}.wall_s`,
    ...parts.map((part) => `t.${part}`),
    ...scalars.map(({ sql }) => sql),
  ];
  const query = db.prepare<[number], [number, number, ...Value[]]>(
    `select ${selected.join(', ')} from ${table.name} t ${hasMoment ? '' : updates}
     where t.run_id = ? order by ${table.key.map((field) => `t.${columnName(field)}`).join(', ')}`,
  );
  for (const [step, wallS, ...values] of query.raw().iterate(runId)) {
    const names = namesIn(values.slice(0, parts.length));
    yield {
      step,
      wallS,
      scalars: scalars.map(({ alwaysMeasured }, i) => {
        const value = values[parts.length + i] as number | null;
        return [names[i]!, value ?? (alwaysMeasured ? Number.NaN : null)] as const;
      }),
    };
  }
}

/** The names of the scalars in a row, by what it has for the parts. The same few come again and again. */
function naming(
  scalars: readonly Scalar[],
  parts: readonly string[],
): (given: readonly Value[]) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (given) => {
    const key = given.join('\n');
    const names = known.get(key) ?? scalars.map(({ name }) => filledIn(name, parts, given));
    known.set(key, names);
    return names;
  };
}

/** A name with its parts. The whole vector's layer has no name, and is called `all`. */
function filledIn(name: string, parts: readonly string[], given: readonly Value[]): string {
  return name.replaceAll(/\{(\w+)\}/g, (_, part: string) => String(given[parts.indexOf(part)] || 'all'));
}
