import type { Database } from 'better-sqlite3';
import { newestWithRuns } from '../store/index.ts';
import { dbFlag } from '../text/db-flag.ts';

/**
 * Says on stderr that the experiment shown is not the newest, where nobody asked for it: none of the newest one's runs
 * has come to an end.
 *
 * @param named the experiment that was asked for, undefined if none was.
 */
export function noteNewer(db: Database, named: string | undefined, shown: number): void {
  if (named !== undefined) return;
  const newest = newestWithRuns(db);
  if (newest === undefined || newest <= shown) return;
  console.error(
    `rl-bench: this is experiment ${shown}: of the newest, ${newest}, no run has ended yet; ` +
      `rl-bench resume ${newest}${dbFlag(db.name)} goes on with it if it was stopped`,
  );
}
