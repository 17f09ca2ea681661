import { setTimeout } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import { RunError } from '../errors.ts';
import { isSqliteError, openDatabase } from './sqlite.ts';
import { openingError } from './sqlite-errors.ts';

/** How often one who waits asks again, in milliseconds. */
const patience = 500;

/** What there is to say while another process writes. */
export const waitsForWriter = 'another rl-bench is writing to the file; this one waits for it';

export interface LockOptions {
  /** Whether to wait for another process, or to give up. Default false. */
  readonly wait?: boolean;
  /** Told once if there is something to wait for. */
  readonly onWait?: () => void;
  /** Ends the waiting. */
  readonly signal?: AbortSignal;
}

/**
 * Keeps a results file for this process: who trains into it writes alone, from one update to the next.
 *
 * The lock is SQLite's own on an empty file beside, `….sqlite-lock`. The system takes it back when the process ends, in
 * whatever way it does, so a lock never outlives its owner. The empty file stays: were it removed, two processes could
 * each hold one of that name.
 *
 * @returns gives the file free.
 * @throws RunError if another process writes to it.
 */
export async function lockForWriting(
  path: string,
  { wait = false, onWait, signal }: LockOptions = {},
): Promise<() => void> {
  let told = false;
  for (;;) {
    const lock = tryLock(`${path}-lock`);
    if (lock) return () => lock.close();
    if (!wait) {
      throw new RunError(
        `another rl-bench is writing to "${path}"; let this one wait for it with --wait, or name another file with --db FILE`,
      );
    }
    if (!told) onWait?.();
    told = true;
    await setTimeout(patience, undefined, { signal });
  }
}

function tryLock(path: string): Database | undefined {
  let lock: Database | undefined;
  try {
    lock = openDatabase(path, { timeout: 0 });
    lock.exec('begin exclusive');
    return lock;
  } catch (error) {
    lock?.close();
    if (isSqliteError(error) && error.code.startsWith('SQLITE_BUSY')) return undefined;
    throw openingError(error, path);
  }
}
