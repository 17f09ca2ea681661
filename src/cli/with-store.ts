import { RunError, UsageError } from '../errors.ts';
import { explainedByFile, lockForWriting, openStore, refuseDamaged, type Store } from '../store/index.ts';
import { printable } from '../visible-text.ts';
import type { Execution } from './execution-flags.ts';

/** Opens the results file for this process alone, and closes it when the work is done. */
export async function withStore<T>(
  execution: Pick<Execution, 'db' | 'wait' | 'quiet'>,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const store = openStore(execution.db);
  // Who writes asks again: see patiently.ts. In between signals are heard.
  store.db.pragma('busy_timeout = 1000');
  try {
    const onWait = () => teller(execution)('another rl-bench is writing to the file; this one waits for it');
    const unlock = await lockForWriting(store.path, { wait: execution.wait, onWait });
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

/** Says things on stderr, or to nobody. */
export function teller({ quiet }: Pick<Execution, 'quiet'>): (line: string) => void {
  return (line) => {
    if (!quiet) console.error(`rl-bench: ${printable(line)}`);
  };
}
