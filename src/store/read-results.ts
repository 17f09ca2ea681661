import type { Database } from 'better-sqlite3';
import { RunError, UsageError } from '../errors.ts';
import { type Checked, explainedByFile, refuseDamaged } from './find-damage.ts';
import { openReadonly } from './open-readonly.ts';
import { resolvePath } from './open-store.ts';

/**
 * Opens a results file for reading, and closes it when the work is done.
 *
 * @param checked how much of it to look at for damage before. Default: what scores come from.
 * @throws UsageError if there is no results file at the path, or a damaged one.
 */
export async function readResults<T>(
  path: string,
  work: (db: Database) => T | Promise<T>,
  checked: Checked = 'scores',
): Promise<T> {
  const file = resolvePath(path);
  const db = openReadonly(file);
  try {
    refuseDamaged(db, file, checked);
    return await work(db);
  } catch (error) {
    if (error instanceof UsageError || error instanceof RunError) throw error;
    throw explainedByFile(error, db, file);
  } finally {
    db.close();
  }
}
