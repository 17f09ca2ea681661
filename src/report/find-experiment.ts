import type { Database } from 'better-sqlite3';
import { UsageError } from '../errors.ts';

export interface FoundExperiment {
  readonly id: number;
  readonly title: string;
}

/**
 * The experiment that a user means: by its id, or by its title (the newest of several), or else the newest that has runs
 * which came to an end.
 *
 * @throws UsageError if there is none, or if none of its runs has ended.
 */
export function findExperiment(db: Database, wanted?: number | string): FoundExperiment {
  const found = wanted === undefined ? newestEnded(db) : namedExperiment(db, wanted);
  if (!hasEnded(db, found.id)) {
    throw new UsageError(`no run of experiment ${found.id} has ended yet; wait for one, or name another`);
  }
  return found;
}

function newestEnded(db: Database): FoundExperiment {
  const newest = db
    .prepare<[], FoundExperiment>(
      `select id, title from experiments
       where id in (select experiment_id from runs where status in ('finished', 'diverged'))
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

/**
 * The experiment of an id or title, whether any of its runs has ended or not.
 *
 * @throws UsageError if there is none.
 */
export function namedExperiment(db: Database, wanted: number | string): FoundExperiment {
  const byId = db.prepare<[number], FoundExperiment>('select id, title from experiments where id = ?');
  const byTitle = db.prepare<[string], FoundExperiment>(
    'select id, title from experiments where title = ? order by id desc limit 1',
  );
  const text = String(wanted);
  const found = (/^\d+$/.test(text) ? byId.get(Number(text)) : undefined) ?? byTitle.get(text);
  if (found === undefined) {
    const list = 'rl-bench sql "select id, title from experiments" lists them';
    throw new UsageError(`no experiment ${JSON.stringify(wanted)} in "${db.name}"; ${list}`);
  }
  return found;
}

function hasEnded(db: Database, id: number): boolean {
  return (
    db
      .prepare("select 1 from runs where experiment_id = ? and status in ('finished', 'diverged') limit 1")
      .get(id) !== undefined
  );
}
