import type { Database } from 'better-sqlite3';
import { UsageError } from '../../errors.ts';
import { columnName, type RunStatus, recordedTables, runs } from '../../results/index.ts';
import { type Difference, runComparer } from '../compare-runs.ts';
import { isOpenSql, isOver } from '../queries.ts';
import { type Stored, type StoredRow, tableRows } from './table-rows.ts';

/** What became of the runs of an experiment. */
export interface MergedRuns {
  /** That had come further, or were not there and had begun. */
  readonly taken: number;
  /** The id of each run in the file that was merged into, by its id in the other file. */
  readonly ids: ReadonlyMap<number, number>;
}

const fields = Object.keys(runs.columns);
const places = Object.fromEntries(fields.map((field, place) => [field, place])) as Readonly<
  Record<keyof typeof runs.columns, number>
>;

/**
 * Prepares to take the runs of experiments of one file into those of another: each once, whoever has come further with it.
 * Call what it returns in a transaction.
 */
export function runMerger(from: Database, to: Database): (experiment: number, into: number) => MergedRuns {
  const [given, there] = [tableRows(from, runs), tableRows(to, runs)];
  const series = recordedTables.map((table) => ({ from: tableRows(from, table), to: tableRows(to, table) }));
  const differences = runComparer(to, from);
  const replace = to.prepare(
    `update runs set ${fields.map((field) => `${columnName(field)} = ?`).join(', ')} where id = ?`,
  );
  const copySeries = (run: number, into: number): void => {
    for (const table of series) for (const { values } of table.from.read(run)) table.to.insert(into, values);
  };

  return (experiment, into) => {
    const known = new Map(there.read(into).map((run) => [placeOf(run), run]));
    const [reachedHere, reachedThere] = [lastUpdates(from, experiment), lastUpdates(to, into)];
    const ids = new Map<number, number>();
    let taken = 0;
    for (const run of given.read(experiment)) {
      const id = run.id!;
      const own = known.get(placeOf(run));
      if (own === undefined) {
        const fresh = there.insert(into, closed(run));
        copySeries(id, fresh);
        ids.set(id, fresh);
        if (statusOf(run) !== 'queued') taken++;
        continue;
      }
      ids.set(id, own.id!);
      if (isEnded(run) && isEnded(own)) {
        const [found] = differences(own.id!, id).differences;
        if (found) throw contradiction(from, to, run, own, found);
      } else if (isFurther(run, own, reachedHere, reachedThere)) {
        for (const table of series) table.to.clear(own.id!);
        replace.run(...closed(run), own.id!);
        copySeries(id, own.id!);
        taken++;
      }
    }
    return { taken, ids };
  };
}

function placeOf(run: StoredRow): string {
  return `${run.values[places.population]} ${run.values[places.member]}`;
}

function statusOf({ values }: StoredRow): RunStatus {
  return values[places.status] as RunStatus;
}

function isEnded(run: StoredRow): boolean {
  return isOver({ status: statusOf(run) });
}

/** Whoever trains it in the other file does not train it here. */
function closed(run: StoredRow): readonly Stored[] {
  return statusOf(run) === 'running' ? run.values.with(places.status, 'interrupted') : run.values;
}

/** True if one file has come further with a run than the other one. */
function isFurther(
  run: StoredRow,
  own: StoredRow,
  reachedHere: ReadonlyMap<number, number>,
  reachedThere: ReadonlyMap<number, number>,
): boolean {
  if (isEnded(run) !== isEnded(own)) return isEnded(run);
  const reached = ({ id }: StoredRow, by: ReadonlyMap<number, number>) => by.get(id!) ?? -1;
  const [here, before] = [reached(run, reachedHere), reached(own, reachedThere)];
  return here === before ? statusOf(own) === 'queued' && statusOf(run) !== 'queued' : here > before;
}

/** The last update of runs that have not ended. */
function lastUpdates(db: Database, experiment: number): ReadonlyMap<number, number> {
  const rows = db
    .prepare<[number], { readonly id: number; readonly reached: number }>(
      `select run_id as id, max(update_index) as reached from updates where run_id in (
         select id from runs where experiment_id = ? and ${isOpenSql}
       ) group by 1`,
    )
    .all(experiment);
  return new Map(rows.map(({ id, reached }) => [id, reached]));
}

function contradiction(
  from: Database,
  to: Database,
  run: StoredRow,
  own: StoredRow,
  { table, row, column, before, now }: Difference,
): UsageError {
  const name = `${run.values[places.optimizer]}, seed ${run.values[places.seed]}`;
  const what =
    column === ''
      ? `${table} has ${before === undefined ? 'more' : 'fewer'} rows`
      : `in row ${row} of ${table} ${column} is ${now} and was ${before}`;
  return new UsageError(
    `run ${run.id} of "${from.name}" (${name}) has other numbers than run ${own.id} of "${to.name}": ${what}; rl-bench verify says which of them can be trained again`,
  );
}
