import { readFileSync, statSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { systemCode, unusable } from './inspect-file.ts';
import { migrate } from './migrate.ts';
import { openDatabase } from './sqlite.ts';

/** Where the header says how a file is written and read: 2 is with a log, 1 without. */
const formatsAt = [18, 19];
const withoutLog = 1;

/**
 * Opens a copy of a results file in memory, for reading: SQLite wants to put a log and its index beside every file that
 * it opens, and an old schema is changed in the file itself. Where nothing can be written, nothing changes while it is read.
 *
 * @throws UsageError if there is more to the file than the file.
 */
export function openInMemory(file: string): Database {
  for (const beside of ['-wal', '-journal']) {
    if ((statSync(file + beside, { throwIfNoEntry: false })?.size ?? 0) === 0) continue;
    throw unusable(
      file,
      `"${file + beside}" belongs to it, and nothing can be written there; copy both elsewhere`,
    );
  }
  const db = openDatabase(bytesOf(file));
  migrate(db);
  db.pragma('query_only = on');
  return db;
}

function bytesOf(file: string): Buffer {
  try {
    const bytes = readFileSync(file);
    for (const place of formatsAt) bytes[place] = withoutLog;
    return bytes;
  } catch (error) {
    throw unusable(
      file,
      `nothing can be written beside it, and to read it as a whole the system says ${systemCode(error)}`,
    );
  }
}
