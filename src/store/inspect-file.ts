import { accessSync, closeSync, constants, openSync, readSync, type Stats, statSync } from 'node:fs';
import { UsageError } from '../errors.ts';
import { migrations } from './migrations/index.ts';

/** Marks a SQLite file as ours (`PRAGMA application_id`): the letters `rlbn`. */
export const applicationId = 0x72_6c_62_6e;

/** What is at a path: nothing, an empty file to fill, or a results file of some `user_version`. */
export type Found = 'missing' | 'empty' | number;

/** Where things are in the first bytes of a file (https://www.sqlite.org/fileformat.html, section 1.3). */
const magic = 'SQLite format 3\0';
const headerLength = 100;
const userVersionAt = 60;
const applicationIdAt = 68;

/**
 * Looks whether a path holds a results file, by reading the header of the SQLite format with plain file calls: SQLite
 * itself would create a write-ahead log beside a file before it could tell us that the file is somebody else's.
 *
 * @throws UsageError if something else is there, or a results file of a newer rl-bench.
 */
export function inspectFile(path: string, access: 'read' | 'write'): Found {
  let stats: Stats | undefined;
  const header = Buffer.alloc(headerLength);
  try {
    stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return 'missing';
    if (stats.isFile()) {
      accessSync(path, access === 'read' ? constants.R_OK : constants.R_OK | constants.W_OK);
      const file = openSync(path, 'r');
      readSync(file, header, 0, headerLength, 0);
      closeSync(file);
    }
  } catch (error) {
    throw unusable(path, `the system says ${systemCode(error)}`);
  }
  if (stats.isDirectory()) throw unusable(path, 'it is a folder');
  if (!stats.isFile()) throw unusable(path, 'it is not a regular file');
  if (access === 'write' && stats.nlink > 1) {
    throw unusable(
      path,
      `it has ${stats.nlink} names (hard links), and a log beside each would damage it; copy it`,
    );
  }
  if (stats.size === 0) return 'empty';
  if (stats.size < headerLength || header.toString('latin1', 0, magic.length) !== magic) {
    throw unusable(path, 'it is no SQLite database');
  }
  if (header.readInt32BE(applicationIdAt) !== applicationId) throw notOurs(path);
  const version = header.readInt32BE(userVersionAt);
  if (version > migrations.length) throw tooNew(path, version);
  return version;
}

/** Why a path cannot serve, as one line. */
export function unusable(path: string, why: string): UsageError {
  return new UsageError(`cannot use "${path}" as results file: ${why}; name another one with --db FILE`);
}

export function notOurs(path: string): UsageError {
  return unusable(path, 'it is a database of another program');
}

export function tooNew(path: string, version: number): UsageError {
  return new UsageError(
    `"${path}" was written by a newer rl-bench (schema ${version}, this one knows ${migrations.length}); ` +
      'update rl-bench, or name another file with --db FILE',
  );
}

/** A results file that cannot be trusted, and how to save what is left of it. @param why in SQLite's words or ours. */
export function damaged(path: string, why: string): UsageError {
  return new UsageError(
    `"${path}" is damaged (${why.replaceAll(/\s+/g, ' ').trim()}); ` +
      `what is left of it can be saved with: sqlite3 "${path}" .recover | sqlite3 saved.sqlite`,
  );
}

/** `EACCES`, `ENOTDIR`, … of a failed file call. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
