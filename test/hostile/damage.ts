import { copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { openDatabase } from '../../src/store/sqlite.ts';
import type { Chance } from './chance.ts';

/** A way to damage a results file, in place. */
type Damage = (path: string, chance: Chance) => void;

/** Changes some bytes of a file. */
const inBytes =
  (change: (bytes: Buffer, chance: Chance) => void): Damage =>
  (path, chance) => {
    const bytes = readFileSync(path);
    change(bytes, chance);
    writeFileSync(path, bytes);
  };

/** Runs statements of a program that knows SQLite but not our schema. */
const inSql =
  (statements: (db: Database, chance: Chance) => void): Damage =>
  (path, chance) => {
    const db = openDatabase(path);
    db.pragma('foreign_keys = off');
    db.pragma('ignore_check_constraints = on');
    try {
      statements(db, chance);
    } finally {
      db.close();
    }
  };

const pageSize = 4096;

function pageOf(bytes: Buffer, chance: Chance): Buffer {
  const page = chance.below(Math.floor(bytes.length / pageSize));
  return bytes.subarray(page * pageSize, (page + 1) * pageSize);
}

function objects(db: Database, type: 'table' | 'view' | 'index'): string[] {
  return db
    .prepare<[string], string>("select name from sqlite_schema where type = ? and name not like 'sqlite_%'")
    .pluck()
    .all(type);
}

function columnOf(db: Database, table: string, chance: Chance): string {
  return chance.one(db.prepare<[string], string>('select name from pragma_table_info(?)').pluck().all(table));
}

/** What stands in the text of a JSON column after somebody edited it by hand. */
const texts = ['{}', '[]', 'null', '3', '""', '{"plan":null}', '{"plan":{"populations":[{}]}}', 'not json'];
const values = [null, -1, 0, 1e300, 'x', '', Buffer.from([1, 2, 3])];

function editJson(text: string, chance: Chance): string {
  const value: unknown = JSON.parse(text);
  const places: [Record<string, unknown>, string][] = [];
  const visit = (at: unknown): void => {
    if (typeof at !== 'object' || at === null) return;
    for (const [key, inner] of Object.entries(at)) {
      places.push([at as Record<string, unknown>, key]);
      visit(inner);
    }
  };
  visit(value);
  const [parent, key] = chance.one(places);
  const edit = chance.below(3);
  if (edit === 0) delete parent[key];
  else parent[key] = chance.one<unknown>([null, -1, 1e9, '', 'nobody', [], {}, true, 'x'.repeat(5000)]);
  return JSON.stringify(value);
}

/** All ways, by name. */
export const damages: Readonly<Record<string, Damage>> = {
  'a page of noise': inBytes((bytes, chance) => {
    const page = pageOf(bytes, chance);
    for (let at = 0; at < page.length; at++) page[at] = chance.below(256);
  }),
  'an empty page': inBytes((bytes, chance) => pageOf(bytes, chance).fill(0)),
  'a page of another place': inBytes((bytes, chance) => {
    pageOf(bytes, chance).copy(pageOf(bytes, chance));
  }),
  'a few flipped bits': inBytes((bytes, chance) => {
    for (let count = 0; count < 8; count++) {
      const at = chance.below(bytes.length);
      bytes[at] = bytes[at]! ^ (1 << chance.below(8));
    }
  }),
  'bytes of a header changed': inBytes((bytes, chance) => {
    for (let count = 0; count < 3; count++) bytes[16 + chance.below(84)] = chance.below(256);
  }),
  'cut off': (path, chance) => truncateSync(path, chance.below(readFileSync(path).length)),
  'a table gone': inSql((db, chance) => db.exec(`drop table ${chance.one(objects(db, 'table'))}`)),
  'a view gone': inSql((db, chance) => db.exec(`drop view ${chance.one(objects(db, 'view'))}`)),
  'a column of another name': inSql((db, chance) => {
    const table = chance.one(objects(db, 'table'));
    for (const view of objects(db, 'view')) db.exec(`drop view ${view}`);
    db.exec(`alter table ${table} rename column ${columnOf(db, table, chance)} to somebody`);
  }),
  'a newer or older schema': inSql((db, chance) =>
    db.pragma(`user_version = ${chance.one([0, 1, 3, 5, 7, 99, -1])}`),
  ),
  'a foreign schema under our name': inSql((db) => {
    for (const view of objects(db, 'view')) db.exec(`drop view ${view}`);
    for (const table of objects(db, 'table')) db.exec(`drop table ${table}`);
    db.exec('create table experiments (x); create table runs (y); insert into runs values (1)');
  }),
  'a configuration edited': inSql((db, chance) => {
    const text = db.prepare('select config_json from experiments').pluck().get() as string;
    db.prepare('update experiments set config_json = ?').run(editJson(text, chance));
  }),
  'a configuration of something else': inSql((db, chance) => {
    const column = chance.one(['config_json', 'host_json', 'fingerprint', 'version', 'created_at']);
    db.prepare(`update experiments set ${column} = ?`).run(chance.one(texts));
  }),
  'hyper-parameters edited': inSql((db, chance) =>
    db.prepare('update runs set hyperparameters_json = ? where id = 1').run(chance.one(texts)),
  ),
  'a checkpoint changed': inSql((db, chance) => {
    const rows = db.prepare('select run_id, state from checkpoints').all() as {
      run_id: number;
      state: Buffer;
    }[];
    for (const { run_id, state } of rows) {
      for (let count = 0; count < 4; count++) state[chance.below(state.length)] = chance.below(256);
      db.prepare('update checkpoints set state = ? where run_id = ?').run(state, run_id);
    }
  }),
  'a checkpoint cut off': inSql((db, chance) =>
    db.prepare('update checkpoints set state = substr(state, 1, ?)').run(chance.below(2000)),
  ),
  'a value of another kind': inSql((db, chance) => {
    const table = chance.one(objects(db, 'table'));
    const column = columnOf(db, table, chance);
    try {
      db.prepare(`update ${table} set ${column} = ?`).run(chance.one(values));
    } catch {
      // Strict tables and keys refuse some; others take their place.
      db.exec(`delete from ${table}`);
    }
  }),
};

/** A damaged copy of a results file. */
export function damagedCopy(original: string, copy: string, kind: string, chance: Chance): void {
  copyFileSync(original, copy);
  damages[kind]!(copy, chance);
}
