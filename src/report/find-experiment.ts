import type { Database } from 'better-sqlite3';
import { UsageError } from '../errors.ts';
import { experimentWithRuns, joinedId, readExperiment } from '../store/index.ts';
import { type Over, overIn } from './several/over.ts';

export interface FoundExperiment {
  /** 0 of several that are shown as one. */
  readonly id: number;
  readonly title: string;
  /** Undefined of one experiment alone. */
  readonly over?: Over | undefined;
}

/**
 * The experiment that a user means: by its id, or by its title (the newest of several), or else the newest that has runs
 * which came to an end.
 *
 * @throws UsageError if there is none, or if none of its runs has ended.
 */
export function findExperiment(db: Database, wanted?: number | string): FoundExperiment {
  const found = wanted === undefined ? newestEnded(db) : namedExperiment(db, wanted);
  if (!anyEnded(db, found.id)) {
    throw new UsageError(`no run of experiment ${found.id} has ended yet; wait for one, or name another`);
  }
  return found.id === joinedId ? { ...found, over: overIn(db, joinedId) } : found;
}

/**
 * The experiment of an id or title (the newest of several), whether any of its runs has ended or not.
 *
 * @throws UsageError if there is none, or if it is one without runs or an imported policy.
 */
export function namedExperiment(db: Database, wanted: number | string): FoundExperiment {
  const id = experimentWithRuns(db, String(wanted));
  const { title, importedWhat } = readExperiment(db, id)!;
  if (importedWhat !== 'policy') return { id, title };
  throw new UsageError(
    `experiment ${id} is a policy that was imported: there is no training to show; rl-bench evaluate --experiment ${id} lets it play`,
  );
}

function newestEnded(db: Database): FoundExperiment {
  const newest = db
    .prepare<[], FoundExperiment>(
      `select id, title from experiments
       where imported_what is not 'policy' and id in (select experiment_id from runs where status in ('finished', 'diverged'))
       order by id desc limit 1`,
    )
    .get();
  if (newest === undefined) {
    throw new UsageError(
      `no run in "${db.name}" has ended yet; start with rl-bench run, or name a --db FILE`,
    );
  }
  return newest;
}

function anyEnded(db: Database, id: number): boolean {
  return (
    db
      .prepare("select 1 from runs where experiment_id = ? and status in ('finished', 'diverged') limit 1")
      .get(id) !== undefined
  );
}
