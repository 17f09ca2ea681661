import type { Database } from 'better-sqlite3';

/** Runs that were trained for a share of their budget, and the share that some of them are given next. */
export interface EndedRung {
  readonly dropped: readonly number[];
  readonly promoted: readonly number[];
  readonly to: { readonly share: number };
}

/**
 * Takes settings from one rung of successive halving to the next: runs of those that do not go on are dropped, with their
 * checkpoints, and those of the others are given more of their budget. Call it in a transaction.
 */
export function endRungs(db: Database, rungs: readonly EndedRung[]): void {
  const promote = db.prepare<[number | null, number]>(
    "update runs set budget_share = ?, status = iif(status = 'paused', 'queued', status) where id = ?",
  );
  for (const { dropped, promoted, to } of rungs) {
    dropRuns(db, dropped);
    for (const id of promoted) promote.run(to.share === 1 ? null : to.share, id);
  }
}

/** Marks runs as those of settings that do not go on. What they have measured stays. */
export function dropRuns(db: Database, runIds: readonly number[]): void {
  const drop = db.prepare<[number]>("update runs set status = 'dropped' where id = ?");
  const forget = db.prepare<[number]>('delete from checkpoints where run_id = ?');
  for (const id of runIds) {
    drop.run(id);
    forget.run(id);
  }
}
