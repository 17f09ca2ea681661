import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Database } from 'better-sqlite3';
import { UsageError } from '../errors.ts';
import { inspectFile } from './inspect-file.ts';
import { migrations } from './migrations/index.ts';
import { openInMemory } from './open-in-memory.ts';
import { type OpenOptions, openStore, resolvePath } from './open-store.ts';
import { openDatabase } from './sqlite.ts';
import { openingError } from './sqlite-errors.ts';

/**
 * Opens a results file for reading, also while another process writes to it. Nothing can be written through the
 * connection. But first a file of an older rl-bench is brought to today's schema, because readers rely on today's
 * views, and one whose creation was cut off (it has a rollback journal beside it) is put in order. Where nothing can be
 * written a copy in memory is read.
 *
 * @throws UsageError if there is no results file at the path.
 */
export function openReadonly(path: string, options: OpenOptions = {}): Database {
  const file = resolvePath(path);
  const found = inspectFile(file, 'read');
  if (found === 'missing' || found === 'empty' || found === 0) {
    const why = found === 'missing' ? 'there is no such file' : 'nothing was ever written to it';
    throw new UsageError(
      `no results in "${file}": ${why}; start with rl-bench run, or name a file with --db FILE`,
    );
  }
  if (found < migrations.length || existsSync(`${file}-journal`)) {
    if (!isWritable(file)) return opened(file, () => openInMemory(file));
    openStore(file, options).close();
  }
  try {
    return opened(file, () =>
      openDatabase(file, { readonly: true, fileMustExist: true, timeout: options.timeout ?? 5000 }),
    );
  } catch (error) {
    if (isWritable(file)) throw error;
    return opened(file, () => openInMemory(file));
  }
}

function opened(file: string, open: () => Database): Database {
  let db: Database | undefined;
  try {
    db = open();
    // SQLite reads nothing before it is asked: whatever is wrong with the file shall come to light here.
    db.prepare('select count(*) from sqlite_schema').get();
    return db;
  } catch (error) {
    db?.close();
    throw openingError(error, file);
  }
}

/** True where SQLite can write a file and what it puts beside it. */
function isWritable(file: string): boolean {
  try {
    accessSync(file, constants.W_OK);
    accessSync(dirname(file), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
