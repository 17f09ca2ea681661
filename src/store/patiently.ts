import { setTimeout } from 'node:timers/promises';
import { BusyError } from './sqlite-errors.ts';

/** How long another program may keep a file locked, in milliseconds: a copy or a long query with the sqlite3 shell. */
const longest = 600_000;
/** What there is to say meanwhile. */
export const waitsForLock = 'another program keeps the results file locked; this one waits until it lets go';
/** Between two tries, in which signals are heard. */
const pause = 100;

/**
 * Writes to a results file as soon as no other program keeps it locked.
 *
 * @param onWait told once if there is something to wait for.
 * @throws RunError if it is still locked after minutes, and whatever else the writing throws.
 */
export async function patiently<T>(write: () => T, onWait: () => void, patience = longest): Promise<T> {
  const began = performance.now();
  for (let told = false; ; told = true) {
    try {
      return write();
    } catch (error) {
      if (!(error instanceof BusyError) || performance.now() - began > patience) throw error;
      if (!told) onWait();
    }
    await setTimeout(pause);
  }
}
