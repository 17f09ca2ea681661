import { realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Database } from 'better-sqlite3';
import { makeFolder } from '../make-folder.ts';
import { inspectFile, systemCode, unusable } from './inspect-file.ts';
import { migrate } from './migrate.ts';
import { openDatabase } from './sqlite.ts';
import { openingError } from './sqlite-errors.ts';
import { Store } from './store.ts';

export interface OpenOptions {
  /** Milliseconds to wait for another process's lock. Default 5000. */
  readonly timeout?: number;
}

/**
 * Opens a results file for writing, creating it and its folder where they do not exist.
 *
 * The file is in WAL mode, so it can be read while it is written, and with `synchronous = NORMAL` a process that is
 * killed at any moment loses nothing that was committed (a power cut may lose the last transactions, never the file).
 *
 * @throws UsageError if the path cannot serve; a file that is not ours is left as it was.
 * @throws RunError if another process keeps the file locked or the disk is full.
 */
export function openStore(path: string, { timeout = 5000 }: OpenOptions = {}): Store {
  const file = resolvePath(path);
  if (inspectFile(file, 'write') === 'missing') createFolder(file);
  let db: Database | undefined;
  try {
    db = openDatabase(file, { timeout });
    db.pragma('foreign_keys = on');
    // A new file gets its schema before it goes into WAL mode: so its header, which the next one to open it looks at
    // first, is never behind the log.
    migrate(db);
    db.pragma('journal_mode = wal');
    db.pragma('synchronous = normal');
    // An update touches few pages and always the same ones. Waiting for the disk, once a checkpoint, is most of what
    // writing costs: 8000 pages are 32 MB of log.
    db.pragma('wal_autocheckpoint = 8000');
    // Behind links that led nowhere before, too.
    return new Store(db, realpathSync.native(file));
  } catch (error) {
    db?.close();
    throw openingError(error, file);
  }
}

/**
 * An absolute path, so that `:memory:`, `file:` and the like have no second meaning. It is the one behind all symbolic
 * links: what belongs to a file, its log and its lock, is beside it and not beside a link.
 */
export function resolvePath(path: string): string {
  if (path.trim() === '') throw unusable(path, 'the name is empty');
  if (/[/\\]$/.test(path)) throw unusable(path, 'it is a folder');
  // better-sqlite3 leaves such blanks out: it would open another file than the one that was looked at.
  if (/\s$/.test(path)) throw unusable(path, 'the name ends with a blank');
  const file = resolve(path);
  try {
    return realpathSync.native(file);
  } catch {
    return file;
  }
}

function createFolder(file: string): void {
  try {
    makeFolder(dirname(file));
  } catch (error) {
    throw unusable(file, `its folder cannot be created, the system says ${systemCode(error)}`);
  }
}
