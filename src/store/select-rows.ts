import type { Database, Statement } from 'better-sqlite3';
import { UsageError } from '../errors.ts';
import { knownNames } from './known-names.ts';
import { isSqliteError } from './sqlite.ts';
import { readingError } from './sqlite-errors.ts';

/** A value of a result. Integers are exact, whatever their size. */
export type SqlValue = null | number | bigint | string | Buffer;

/** What a statement answers. Columns may share a name, so rows are lists. */
export interface Answer {
  readonly columns: readonly string[];
  readonly rows: Iterable<readonly SqlValue[]>;
}

/**
 * Runs one statement of a user, if it only reads. Rows are fetched while they are iterated over.
 *
 * @param db a connection that is read-only itself.
 * @throws UsageError, here or while iterating, if the statement cannot be run, is more than one, or does anything but
 * read.
 */
export function selectRows(db: Database, statement: string): Answer {
  try {
    const query = db.prepare<[], readonly SqlValue[]>(statement);
    // Each flag alone lets something through: ATTACH counts as read-only, INSERT … RETURNING returns rows, and
    // VACUUM INTO writes a new file even through a read-only connection.
    if (!query.readonly || !query.reader) {
      throw new UsageError(`rl-bench sql only reads, given "${oneLine(statement)}"; write a SELECT`);
    }
    const columns = query.columns().map(({ name }) => name);
    return { columns, rows: fetchRows(db, statement, query.safeIntegers().raw()) };
  } catch (error) {
    throw explained(error, db, statement);
  }
}

function* fetchRows<Row>(db: Database, statement: string, query: Statement<[], Row>): Generator<Row> {
  try {
    yield* query.iterate();
  } catch (error) {
    throw explained(error, db, statement);
  }
}

function explained(thrown: unknown, db: Database, statement: string): unknown {
  const error = readingError(thrown, db.name);
  if (isSqliteError(error)) {
    const known = knownNames(db, statement, error.message);
    return new UsageError(`cannot run "${oneLine(statement)}": ${error.message}${known}`);
  }
  // What better-sqlite3 itself objects to: no statement, several of them, parameters without values.
  if (error instanceof RangeError || error instanceof TypeError) {
    const hint = 'give one statement without parameters';
    return new UsageError(`cannot run "${oneLine(statement)}": ${error.message}; ${hint}`);
  }
  return error;
}

function oneLine(statement: string): string {
  return statement.replaceAll(/\s+/g, ' ').trim();
}
