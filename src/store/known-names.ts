import type { Database } from 'better-sqlite3';
import { didYouMean } from '../did-you-mean.ts';

/**
 * What a statement may have meant by a name that SQLite does not know, for a line behind SQLite's own message.
 *
 * @param message of SQLite.
 */
export function knownNames(db: Database, statement: string, message: string): string {
  const relations = db
    .prepare<[], string>("select name from sqlite_schema where type in ('table', 'view') order by rowid")
    .pluck()
    .all();
  const column = /^no such column: (?:.*\.)?(.+)$/.exec(message)?.[1];
  const asked = relations.filter((name) => new RegExp(`\\b${name}\\b`, 'i').test(statement));
  if (column === undefined || asked.length === 0) {
    const table = /^no such table: (?:.*\.)?(.+)$/.exec(message)?.[1];
    const hint = table === undefined ? ';' : didYouMean(table, relations) || ';';
    return `${hint} the tables and views are ${relations.join(', ')}`;
  }
  const columnsOf = (name: string): string[] =>
    db.prepare<[string], string>('select name from pragma_table_info(?)').pluck().all(name);
  const lists = asked.map((name) => `${name} has ${columnsOf(name).join(', ')}`).join('; ');
  const hint = didYouMean(column, asked.flatMap(columnsOf));
  const elsewhere = relations.filter((name) => columnsOf(name).includes(column));
  if (elsewhere.length > 0) return `, which is in ${elsewhere.join(', ')}; ${lists}`;
  return `${hint || ';'} ${lists}`;
}
