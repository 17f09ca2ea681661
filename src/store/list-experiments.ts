import type { Database } from 'better-sqlite3';
import { columnName, type RunStatus, type Table, tables } from '../results/index.ts';
import type { ImportedWhat } from './experiment.ts';

/** What an experiment is, and how far its runs are. */
export interface ExperimentState {
  readonly id: number;
  readonly title: string;
  readonly createdAt: string;
  readonly command: string;
  /** The files that it was imported from; null where it was trained. */
  readonly importedFrom: string | null;
  readonly importedWhat: ImportedWhat | null;
  readonly tags: readonly string[];
  readonly note: string | null;
  /** Its runs, by how far they are. */
  readonly runs: Readonly<Partial<Record<RunStatus, number>>>;
}

/** An experiment as it is listed. */
export interface ListedExperiment extends ExperimentState {
  /** About how many bytes of the file are its own. */
  readonly bytes: number;
}

/** How the rows `t` of a table find their experiment: by which column, and what has to be joined for it. */
function toExperiment({ name, parent }: Table): { readonly id: string; readonly from: string } {
  if (parent === null) return { id: 't.id', from: `${name} t` };
  if (parent === 'experiment') return { id: 't.experiment_id', from: `${name} t` };
  return { id: 'p.experiment_id', from: `${name} t join ${parents[parent]} p on p.id = t.${parent}_id` };
}

const parents = {
  run: 'runs',
  loss_map: 'loss_maps',
  policy_map: 'policy_maps',
  meta_generation: 'meta_generations',
} as const;

/** All experiments of a file with their sizes, the oldest first. */
export function listExperiments(db: Database): ListedExperiment[] {
  const bytes = bytesByExperiment(db);
  return experimentStates(db).map((state) => ({ ...state, bytes: Math.round(bytes.get(state.id) ?? 0) }));
}

/** All experiments of a file, the oldest first. */
export function experimentStates(db: Database): ExperimentState[] {
  const counts = db
    .prepare<[], { readonly id: number; readonly status: RunStatus; readonly count: number }>(
      'select experiment_id as id, status, count(*) as count from runs group by 1, 2',
    )
    .all();
  return db
    .prepare<[], Omit<ExperimentState, 'tags' | 'runs'> & { readonly tags: string | null }>(
      'select id, title, created_at as createdAt, command, imported_from as importedFrom, imported_what as importedWhat, tags, note from experiments order by id',
    )
    .all()
    .map((row) => ({
      ...row,
      tags: row.tags?.split(' ') ?? [],
      runs: Object.fromEntries(
        counts.filter(({ id }) => id === row.id).map(({ status, count }) => [status, count]),
      ),
    }));
}

/**
 * What the rows of each experiment take of the file: the pages of a table and of its indexes, shared out by numbers of rows,
 * and where rows hold blobs or JSON by the lengths of these. It reads the whole file, 200 MB in about a second.
 */
function bytesByExperiment(db: Database): ReadonlyMap<number, number> {
  const sizes = new Map(
    db
      .prepare<[], { readonly name: string; readonly bytes: number }>(
        `select s.tbl_name as name, sum(d.pgsize) as bytes from dbstat d join sqlite_schema s on s.name = d.name
         where d.aggregate = true group by s.tbl_name`,
      )
      .all()
      .map(({ name, bytes }) => [name, bytes]),
  );
  const own = new Map<number, number>();
  for (const table of tables) {
    const shares = sharesOf(db, table);
    const all = shares.reduce((sum, { weight }) => sum + weight, 0);
    for (const { id, weight } of shares) {
      own.set(id, (own.get(id) ?? 0) + ((sizes.get(table.name) ?? 0) * weight) / all);
    }
  }
  return own;
}

function sharesOf(db: Database, table: Table): { readonly id: number; readonly weight: number }[] {
  const { id, from } = toExperiment(table);
  const long = Object.entries(table.columns).filter(
    ([, { storage, form }]) => storage === 'blob' || form === 'json',
  );
  const lengths = long.map(([field]) => ` + total(length(t.${columnName(field)}))`).join('');
  return db
    .prepare<[], { readonly id: number; readonly weight: number }>(
      `select ${id} as id, count(*)${lengths} as weight from ${from} group by 1`,
    )
    .all();
}

/** Rows that experiments have in each table. */
export function countRows(db: Database, ids: readonly number[]): ReadonlyMap<string, number> {
  return new Map(
    tables.map((table) => {
      const { id, from } = toExperiment(table);
      const count = db
        .prepare<[string], number>(
          `select count(*) from ${from} where ${id} in (select value from json_each(?))`,
        )
        .pluck()
        .get(JSON.stringify(ids))!;
      return [table.name, count];
    }),
  );
}
