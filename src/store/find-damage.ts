import type { Database } from 'better-sqlite3';
import {
  type Columns,
  columnName,
  episodes,
  evaluations,
  experiments,
  runs,
  type Table,
} from '../results/index.ts';
import { damaged } from './inspect-file.ts';
import { isSqliteError } from './sqlite.ts';
import { readingError } from './sqlite-errors.ts';

/** What every score comes from. These are small tables: nearly all of a file is gradient statistics. */
const scores: readonly Table[] = [experiments, runs, evaluations, episodes];

/**
 * What the schema asks of texts. SQLite forgets it on connections that only read, and its own check passes it over. Only
 * of small tables: all rows are looked at.
 */
const constraints: readonly (readonly [table: string, allowed: string])[] = [experiments, runs].map(
  ({ name, columns }) => [name, allowedTexts(columns).join(' and ')],
);

function allowedTexts(columns: Columns): string[] {
  return Object.entries(columns).flatMap(([field, { form, oneOf, nullIf }]) => {
    const name = columnName(field);
    // All JSON of these tables are objects; of text that is no JSON SQLite would not tell the type.
    if (form === 'json') {
      const isObject = `iif(json_valid(${name}), json_type(${name}) = 'object', 0)`;
      return [nullIf === undefined ? isObject : `(${name} is null or ${isObject})`];
    }
    if (oneOf === undefined) return [];
    return [`${name} in (${oneOf.map((text) => `'${text}'`).join(', ')})`];
  });
}

/** How much of a file is looked at before it is used; a whole file takes a second for every 200 MB. */
export type Checked = 'whole' | 'scores' | 'nothing';

/**
 * Refuses a damaged file: SQLite itself looks no further than it has to, and takes a page that stands in another's place
 * for what it was asked for.
 *
 * @throws UsageError
 */
export function refuseDamaged(db: Database, path: string, checked: Checked): void {
  const pragmas = {
    whole: ['integrity_check(1)'],
    scores: scores.map(({ name }) => `integrity_check(${name})`),
    nothing: [],
  };
  refuse(path, () => [
    ...pragmas[checked].map((pragma) => check(db, pragma)),
    ...(checked === 'nothing' ? [] : badValues(db)),
  ]);
}

/**
 * An error in the work with a results file as what is behind it: SQLite's complaints as one line, and anything else, if
 * the file turns out to be damaged, as that. Only what is left is an error of ours.
 */
export function explainedByFile(error: unknown, db: Database, path: string): unknown {
  const explained = readingError(error, path);
  if (explained !== error || !db.open) return explained;
  try {
    refuse(path, () => [check(db, 'integrity_check(1)'), ...badValues(db), strayRow(db)]);
  } catch (damage) {
    return damage;
  }
  // The statements are ours and were tried: it is the tables that are not.
  if (isSqliteError(error)) return damaged(path, error.message);
  return error;
}

function refuse(path: string, find: () => readonly string[]): void {
  let found: string | undefined;
  try {
    found = find().find((answer) => answer !== 'ok');
  } catch (error) {
    const explained = readingError(error, path);
    throw explained === error && isSqliteError(error) ? damaged(path, error.message) : explained;
  }
  if (found !== undefined) throw damaged(path, found);
}

function check(db: Database, pragma: string): string {
  return String(db.pragma(pragma, { simple: true }));
}

/** Tables with values that the schema does not allow. */
function badValues(db: Database): string[] {
  return constraints.map(([table, allowed]) => {
    const bad = db.prepare(`select 1 from ${table} where not (${allowed}) limit 1`).get();
    return bad === undefined ? 'ok' : `${table} has a value that rl-bench did not write`;
  });
}

/** A row that belongs to a run or an experiment that is not there. */
function strayRow(db: Database): string {
  const [stray] = db.pragma('foreign_key_check') as { table: string; parent: string }[];
  return stray === undefined ? 'ok' : `${stray.table} has a row that belongs to none of ${stray.parent}`;
}
