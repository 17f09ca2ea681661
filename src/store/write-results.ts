import { RunError, UsageError } from '../errors.ts';
import { explainedByFile, refuseDamaged } from './find-damage.ts';
import { openStore } from './open-store.ts';
import type { Store } from './store.ts';
import { type LockOptions, lockForWriting } from './writer-lock.ts';

/**
 * Opens a results file for this process alone, creating it where there is none, and closes it when the work is done.
 *
 * @throws UsageError for a damaged file, or a path that cannot serve; RunError if another process writes to it and there
 * is no waiting for it.
 */
export async function writeResults<T>(
  path: string,
  lock: LockOptions,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const store = openStore(path);
  // Who writes asks again: see patiently.ts. In between signals are heard.
  store.db.pragma('busy_timeout = 1000');
  try {
    const unlock = await lockForWriting(store.path, lock);
    try {
      // Who writes into a damaged file damages more of it.
      refuseDamaged(store.db, store.path, 'whole');
      return await work(store);
    } catch (error) {
      if (error instanceof UsageError || error instanceof RunError) throw error;
      throw explainedByFile(error, store.db, store.path);
    } finally {
      unlock();
    }
  } finally {
    store.close();
  }
}
