import { RunError, type UsageError } from '../errors.ts';
import { damaged, unusable } from './inspect-file.ts';
import { isSqliteError } from './sqlite.ts';

/** What failed and what to do about it, by the first words of SQLite's error code. */
const faults: readonly (readonly [code: string, what: string, remedy: string])[] = [
  ['SQLITE_FULL', 'the disk is full', 'free some space'],
  ['SQLITE_IOERR', 'the disk reports an error', 'check the disk'],
  ['SQLITE_BUSY', 'another process keeps it locked', 'close that process'],
  ['SQLITE_LOCKED', 'another connection keeps it locked', 'close that connection'],
  ['SQLITE_READONLY', 'it is read-only', 'make the file and its folder writable'],
  ['SQLITE_CANTOPEN', 'it cannot be opened', 'check that the file and its folder are there'],
  ['SQLITE_CORRUPT', 'it is damaged', 'repair it with .recover of the sqlite3 shell'],
];

/** Another program keeps the file locked, which may pass: see `patiently.ts`. */
export class BusyError extends RunError {}

/** An SQLite failure in the middle of the work as one clear line; everything else as it was. */
export function writingError(error: unknown, path: string): unknown {
  const fault = faultOf(error);
  if (fault === undefined) return error;
  const [code, what, remedy] = fault;
  return new (code === 'SQLITE_BUSY' ? BusyError : RunError)(
    `cannot write to "${path}": ${what} (${codeOf(error)}); ${remedy} (what was committed before is kept and readable)`,
  );
}

/** The same while reading, where damage is no failure of the moment. */
export function readingError(error: unknown, path: string): unknown {
  if (isDamage(error)) return damaged(path, `${error.message}, ${codeOf(error)}`);
  const fault = faultOf(error);
  if (fault === undefined) return error;
  const [, what, remedy] = fault;
  return new RunError(`cannot read "${path}": ${what} (${codeOf(error)}); ${remedy} and try again`);
}

/** An SQLite failure while opening: a lock or a full disk may pass, damage and a path that cannot serve do not. */
export function openingError(error: unknown, path: string): unknown {
  if (/^SQLITE_(BUSY|LOCKED|FULL)/.test(codeOf(error))) return writingError(error, path);
  if (isDamage(error)) return readingError(error, path);
  return isSqliteError(error) ? cannotOpen(error, path) : error;
}

/** True where SQLite finds in a file what it would not have written. */
function isDamage(error: unknown): error is Error {
  return /^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(error));
}

function cannotOpen(error: Error, path: string): UsageError {
  return unusable(path, `SQLite says ${error.message} (${codeOf(error)})`);
}

function faultOf(error: unknown): (typeof faults)[number] | undefined {
  return faults.find(([code]) => codeOf(error).startsWith(code));
}

function codeOf(error: unknown): string {
  return isSqliteError(error) ? error.code : '';
}
