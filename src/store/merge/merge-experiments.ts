import type { Database } from 'better-sqlite3';
import {
  columnName,
  experiments,
  type RecordedTable,
  recordedTables,
  runs,
  type Table,
  tables,
} from '../../results/index.ts';
import { prepareInsert } from '../insert-rows.ts';
import type { FoundExperiment } from '../queries.ts';
import { type Ids, mergeRows, replaceRows } from './merge-rows.ts';
import { runMerger } from './merge-runs.ts';

/** An experiment as whoever merges files looks at it. */
export interface MergeableExperiment extends FoundExperiment {
  readonly createdAt: string;
  readonly command: string;
  readonly fingerprint: string | null;
}

/** Where an experiment of another file goes. */
export interface Placement {
  /** The experiment that it is; undefined where it is a new one. */
  readonly into: number | undefined;
  /** Its configuration from now on, as JSON. */
  readonly configJson: string;
}

/**
 * Decides where an experiment goes.
 *
 * @param there the experiments that none of the same file has gone into.
 * @throws UsageError for one that contradicts another.
 */
export type Place = (given: MergeableExperiment, there: readonly MergeableExperiment[]) => Placement;

/** What came of an experiment. */
export interface MergedExperiment {
  /** Its id in the file that was merged into. */
  readonly id: number;
  readonly isNew: boolean;
  /** Runs that were new, or had come further than those that were there. */
  readonly runsTaken: number;
}

/** Tables of what hangs on experiments and runs beside what training reports, parents before their children. */
const besides = tables.filter(
  (table) => table !== experiments && table !== runs && !recordedTables.includes(table as RecordedTable),
);

/**
 * What an experiment goes on from, which it keeps in place of what it kept before: as of meta-training. The file that has
 * come further has it.
 */
export function isWorkingState({ parent, hasId, exported }: Table): boolean {
  return parent === 'experiment' && !hasId && !exported;
}

/** Takes all that another file has and this one has not, by the declarations of the tables. Call it in a transaction. */
export function mergeExperiments(from: Database, to: Database, place: Place): MergedExperiment[] {
  const mergeRuns = runMerger(from, to);
  const [ids, runIds] = [new Map<number, number>(), new Map<number, number>()];
  const free = new Map(mergeable(to).map((each) => [each.id, each]));
  const merged = mergeable(from).map((given): MergedExperiment => {
    const { into, configJson } = place(given, [...free.values()]);
    const id = into ?? copyExperiment(from, to, given.id);
    if (into !== undefined) free.delete(into);
    to.prepare('update experiments set config_json = ? where id = ?').run(configJson, id);
    ids.set(given.id, id);
    const { taken, ids: own } = mergeRuns(given.id, id);
    for (const [run, there] of own) runIds.set(run, there);
    return { id, isNew: into === undefined, runsTaken: taken };
  });
  const further = furtherOf(from, to, ids);
  const parents = new Map<string, Ids>([
    ['experiment', ids],
    ['run', runIds],
  ]);
  for (const table of besides) {
    if (isWorkingState(table)) replaceRows(from, to, table, further);
    else {
      const own = mergeRows(from, to, table, parents.get(table.parent!)!, runIds);
      if (table.hasId) parents.set(parentName(table), own);
    }
  }
  return merged;
}

/** `loss_map` of the table `loss_maps`: what its children call it. */
function parentName({ name }: Table): string {
  return name.replace(/s$/, '');
}

function mergeable(db: Database): MergeableExperiment[] {
  return db
    .prepare<[], MergeableExperiment>(
      `select id, title, config_json as configJson, version, imported_from as importedFrom, imported_what as importedWhat, created_at as createdAt,
         command, fingerprint
       from experiments order by id`,
    )
    .all();
}

function copyExperiment(from: Database, to: Database, id: number): number {
  const fields = Object.keys(experiments.columns) as (keyof typeof experiments.columns)[];
  const names = fields.map((field) => `${columnName(field)} as "${field}"`).join(', ');
  const row = from.prepare<[number], object>(`select ${names} from experiments where id = ?`).get(id);
  return prepareInsert(to, experiments)(0, row as { readonly [Field in (typeof fields)[number]]: unknown });
}

/** Experiments of which one file has more rows that came one after the other. */
function furtherOf(from: Database, to: Database, ids: Ids): Ids {
  const series = besides.filter(({ parent, hasId }) => parent === 'experiment' && hasId);
  const count = (db: Database, id: number): number =>
    series.reduce((sum, { name }) => {
      const rows = db.prepare<[number], number>(`select count(*) from ${name} where experiment_id = ?`);
      return sum + rows.pluck().get(id)!;
    }, 0);
  return new Map([...ids].filter(([given, there]) => count(from, given) > count(to, there)));
}
