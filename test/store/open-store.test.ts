import {
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { openReadonly, openStore } from '../../src/store/index.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openDatabase } from '../../src/store/sqlite.ts';
import { newExperiment } from './records.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Everything in a folder, byte for byte. */
function contents(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .sort()
      .map((name) => {
        const path = join(folder, name);
        return [name, lstatSync(path).isFile() ? readFileSync(path).toString('base64') : 'no file'];
      }),
  );
}

function database(path: string, sql: string): void {
  const db = openDatabase(path);
  db.exec(sql);
  db.close();
}

describe('openStore', () => {
  test('creates the file and its folders', () => {
    const path = join(temporaryFolder(), 'runs', 'deep', 'results.sqlite');
    openStore(path).close();
    expect(lstatSync(path).isFile()).toBe(true);
  });

  test.skipIf(process.platform !== 'linux')('refuses a place where no folder can be created', () => {
    expect(() => openStore('/proc/nope/results.sqlite')).toThrow(
      /its folder cannot be created, the system says ENOENT/,
    );
  });

  test('opens what it created, with what was in it', () => {
    const path = join(temporaryFolder(), 'results.sqlite');
    const first = openStore(path);
    first.createExperiment(newExperiment([{}]));
    first.close();
    const second = openStore(path);
    expect(second.db.prepare('select count(*) from runs').pluck().get()).toBe(1);
    second.close();
  });

  test('fills an empty file', () => {
    const path = join(temporaryFolder(), 'results.sqlite');
    writeFileSync(path, '');
    openStore(path).close();
    expect(readFileSync(path).length).toBeGreaterThan(0);
  });

  test('uses a write-ahead log, checks foreign keys and survives a killed process', () => {
    const store = openStore(join(temporaryFolder(), 'results.sqlite'));
    expect(store.db.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(store.db.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(store.db.pragma('synchronous', { simple: true })).toBe(1);
    expect(store.db.pragma('busy_timeout', { simple: true })).toBe(5000);
    store.close();
  });

  test('leaves one file behind when it is closed', () => {
    const folder = temporaryFolder();
    const store = openStore(join(folder, 'results.sqlite'));
    store.createExperiment(newExperiment([{}]));
    store.close();
    expect(readdirSync(folder)).toEqual(['results.sqlite']);
  });

  test('has strict tables only', () => {
    const store = openStore(join(temporaryFolder(), 'results.sqlite'));
    const loose = store.db
      .prepare("select name from pragma_table_list where type = 'table' and not strict")
      .pluck();
    expect(loose.all()).toEqual(['sqlite_schema', 'sqlite_temp_schema']);
    store.close();
  });

  test('lets two processes create the same file', () => {
    const path = join(temporaryFolder(), 'results.sqlite');
    const first = openStore(path);
    const second = openStore(path);
    first.createExperiment(newExperiment([{}]));
    second.createExperiment(newExperiment([{}]));
    expect(first.db.prepare('select count(*) from experiments').pluck().get()).toBe(2);
    first.close();
    second.close();
  });
});

const opens = { openStore, openReadonly };
type Make = (folder: string) => string;

const badPaths: readonly (readonly [what: string, make: Make, message: RegExp])[] = [
  ['a folder', (folder) => folder, /it is a folder/],
  ['a path that ends like a folder', (folder) => `${join(folder, 'runs')}/`, /it is a folder/],
  ['no path at all', () => '  ', /the name is empty/],
  [
    'a name that ends with a blank, which stands for another file',
    (folder) => {
      openStore(join(folder, 'results.sqlite')).close();
      return join(folder, 'results.sqlite ');
    },
    /the name ends with a blank/,
  ],
  [
    'a text file',
    (folder) => {
      writeFileSync(join(folder, 'notes.txt'), 'nothing that SQLite could read\n'.repeat(10));
      return join(folder, 'notes.txt');
    },
    /it is no SQLite database/,
  ],
  [
    'a short file',
    (folder) => {
      writeFileSync(join(folder, 'short'), 'SQLite format 3');
      return join(folder, 'short');
    },
    /it is no SQLite database/,
  ],
  [
    'a path below a file',
    (folder) => {
      writeFileSync(join(folder, 'file'), 'text');
      return join(folder, 'file', 'results.sqlite');
    },
    // Since Node 24 nothing is said to be there, as if the file above were a folder.
    /ENOTDIR|EEXIST|there is no such file/,
  ],
  [
    'a link to itself',
    (folder) => {
      symlinkSync(join(folder, 'loop'), join(folder, 'loop'));
      return join(folder, 'loop');
    },
    /ELOOP/,
  ],
  ['a name that is too long', (folder) => join(folder, 'x'.repeat(300)), /ENAMETOOLONG/],
  ['a device', () => '/dev/null', /it is not a regular file/],
  [
    'the database of another program',
    (folder) => {
      database(join(folder, 'other.db'), 'create table songs (name text)');
      return join(folder, 'other.db');
    },
    /it is a database of another program/,
  ],
  [
    'the database of another program with a write-ahead log and a version',
    (folder) => {
      database(
        join(folder, 'other.db'),
        'pragma journal_mode = wal; create table s (n text); pragma user_version = 1',
      );
      return join(folder, 'other.db');
    },
    /it is a database of another program/,
  ],
  [
    'the file of a newer rl-bench',
    (folder) => {
      const path = join(folder, 'newer.sqlite');
      openStore(path).close();
      database(path, 'pragma user_version = 99');
      return path;
    },
    /written by a newer rl-bench \(schema 99, this one knows \d+\); update rl-bench/,
  ],
  [
    'a damaged results file',
    (folder) => {
      const path = join(folder, 'damaged.sqlite');
      openStore(path).close();
      const bytes = readFileSync(path);
      writeFileSync(path, bytes.fill(0xff, 100, 4096));
      return path;
    },
    /SQLITE_(CORRUPT|NOTADB)/,
  ],
];

describe.each(Object.entries(opens))('%s', (name, open) => {
  test.each(badPaths)('refuses %s in one line and leaves it as it was', (_, make, message) => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'inner'));
    const path = make(join(folder, 'inner'));
    const before = contents(folder);
    const caught = catchError(() => open(path));
    expect(caught).toBeInstanceOf(UsageError);
    expect(caught?.message).toMatch(message);
    expect(caught?.message).not.toContain('\n');
    // A damaged file is known as such only after SQLite has opened it; a reader leaves the (empty) log that it needs.
    const litter = name === 'openReadonly' ? /-(wal|shm)$/ : /^$/;
    const after = Object.entries(contents(folder)).filter(([file]) => !litter.test(file));
    expect(Object.fromEntries(after)).toEqual(before);
  });

  test.skipIf(process.getuid?.() === 0)('refuses a file that may not be read', () => {
    const path = join(temporaryFolder(), 'secret.sqlite');
    writeFileSync(path, '', { mode: 0o000 });
    expect(() => open(path)).toThrow(/EACCES/);
  });
});

describe('openReadonly', () => {
  test('refuses a file that is not there, and does not create it', () => {
    const folder = temporaryFolder();
    expect(() => openReadonly(join(folder, 'runs', 'results.sqlite'))).toThrow(
      /there is no such file; start with/,
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  test('refuses an empty file', () => {
    const path = join(temporaryFolder(), 'results.sqlite');
    writeFileSync(path, '');
    expect(() => openReadonly(path)).toThrow(/nothing was ever written to it/);
    expect(readFileSync(path).length).toBe(0);
  });

  test('reads what another connection has committed, while that one goes on writing', () => {
    const path = join(temporaryFolder(), 'results.sqlite');
    const writer = openStore(path);
    writer.createExperiment(newExperiment([{}]));
    const reader = openReadonly(path);
    const count = reader.prepare('select count(*) from experiments').pluck();
    expect(count.get()).toBe(1);
    writer.db.exec('begin immediate');
    expect(count.get()).toBe(1);
    writer.db.exec('rollback');
    writer.createExperiment(newExperiment([{}]));
    expect(count.get()).toBe(2);
    reader.close();
    writer.close();
  });

  test('puts a file in order whose creation was cut off', () => {
    const folder = temporaryFolder();
    const [path, cut] = [join(folder, 'results.sqlite'), join(folder, 'cut.sqlite')];
    const creator = openDatabase(path);
    migrate(creator);
    // A large transaction writes pages before it commits; a copy taken in its middle is what a killed process leaves.
    creator.pragma('cache_size = 1');
    creator.exec('begin');
    const insert = creator.prepare(
      "insert into experiments (id, title, created_at, command, config_json, version, host_json, fingerprint, schema_version) values (?, ?, 'd', 'c', '{}', 'v', '{}', 'f', 12)",
    );
    for (let id = 1; id <= 100; id++) insert.run(id, 'a long title'.repeat(500));
    copyFileSync(path, cut);
    copyFileSync(`${path}-journal`, `${cut}-journal`);
    creator.close();

    const reader = openReadonly(cut);
    expect(reader.prepare('select count(*) from experiments').pluck().get()).toBe(0);
    expect(reader.pragma('integrity_check', { simple: true })).toBe('ok');
    reader.close();
  });

  test('cannot write', () => {
    const path = join(temporaryFolder(), 'results.sqlite');
    openStore(path).close();
    const reader = openReadonly(path);
    expect(() => reader.exec('delete from runs')).toThrow(/readonly/);
    reader.close();
  });
});

function catchError(work: () => unknown): Error | undefined {
  try {
    work();
  } catch (error) {
    return error as Error;
  }
  return undefined;
}
