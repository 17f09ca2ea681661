import type { Database } from 'better-sqlite3';
import { applicationId, notOurs, tooNew } from './inspect-file.ts';
import { migrations } from './migrations/index.ts';

/**
 * Brings an open file to the schema of today, in one transaction: a crash leaves the old schema or the new one.
 *
 * The version is asked within the transaction, where no other process can be migrating too.
 *
 * @throws UsageError if the file turns out to be another program's, or a newer rl-bench's.
 */
export function migrate(db: Database, steps: readonly string[] = migrations): void {
  if (schemaVersion(db) === steps.length) return;
  // A constraint of a table is changed in its text, which better-sqlite3 lets nobody do who does not ask for it.
  db.unsafeMode(true);
  try {
    takeSteps(db, steps);
  } finally {
    db.unsafeMode(false);
  }
}

function takeSteps(db: Database, steps: readonly string[]): void {
  db.transaction(() => {
    const version = schemaVersion(db);
    if (version > steps.length) throw tooNew(db.name, version);
    if (version === 0 && db.prepare('select count(*) from sqlite_schema').pluck().get() !== 0) {
      throw notOurs(db.name);
    }
    for (const step of steps.slice(version)) db.exec(step);
    db.pragma(`application_id = ${applicationId}`);
    db.pragma(`user_version = ${steps.length}`);
  }).immediate();
}

/** How many migrations the file has seen. */
export function schemaVersion(db: Database): number {
  return db.pragma('user_version', { simple: true }) as number;
}
