import { createRequire } from 'node:module';
import type { Database, Options } from 'better-sqlite3';
import { UsageError } from '../errors.ts';

/** The better-sqlite3 of this Node: every results file is opened through here. */
type Sqlite = typeof import('better-sqlite3');

/** What `process.versions` says of a Node. */
export interface NodeVersions {
  readonly node: string;
  readonly napi?: string | undefined;
}

let loaded: Sqlite | undefined;

/** Loaded when it is first needed, so that what reads no results file needs none, and a failure is one line. */
export function sqlite(): Sqlite {
  loaded ??= loadSqlite(process.versions, createRequire(import.meta.url));
  return loaded;
}

/**
 * @param file its path, or all of its bytes.
 * @throws SqliteError if the file cannot be opened, UsageError if there is no SQLite for this Node.
 */
export function openDatabase(file: string | Buffer, options: Options = {}): Database {
  return new (sqlite())(file, options);
}

export function isSqliteError(error: unknown): error is InstanceType<Sqlite['SqliteError']> {
  return loaded !== undefined && error instanceof loaded.SqliteError;
}

/**
 * Version 13 brings its binaries and asks for Node-API 10. Version 12 is compiled for the Node that it is installed by;
 * from Node 24.19 on the process ends when the garbage collector frees one of its statements.
 *
 * @throws UsageError if there is none for this Node.
 */
export function sqlitePackage({ node, napi }: NodeVersions): string {
  if (Number(napi) >= 10) return 'better-sqlite3';
  if (node.startsWith('20.')) return 'better-sqlite3-12';
  throw new UsageError(
    `no SQLite runs in Node ${node}, so results files cannot be opened; use Node 22.14 or later, or 20.19`,
  );
}

/**
 * @param load `require` of a module.
 * @throws UsageError if SQLite is not installed for this Node, or does not load.
 */
export function loadSqlite(versions: NodeVersions, load: (name: string) => unknown): Sqlite {
  const name = sqlitePackage(versions);
  try {
    const library = load(name) as Sqlite;
    // The binary is loaded with the first database.
    new library(':memory:').close();
    return library;
  } catch (error) {
    throw new UsageError(
      `SQLite (${name}) does not load in Node ${versions.node}: ${firstSentence(error)}; run npm ci with this Node${remedy(name)}`,
    );
  }
}

/** Of a message that may go on over several lines. */
function firstSentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split(/\.\s|\nRequire stack/)[0]!.replaceAll(/\s+/g, ' ');
}

function remedy(name: string): string {
  return name === 'better-sqlite3'
    ? `, or, where it has no binary (this is ${process.platform} ${process.arch}), npx node-gyp rebuild in node_modules/${name}`
    : ', for which it takes Python and a C++ compiler; Node 22.14 or later takes none';
}
