import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tables, views } from '../../src/results/index.ts';
import { openReadonly, openStore } from '../../src/store/index.ts';
import { applicationId } from '../../src/store/inspect-file.ts';
import { migrate, schemaVersion } from '../../src/store/migrate.ts';
import { halving } from '../../src/store/migrations/0033-halving.ts';
import { migrations } from '../../src/store/migrations/index.ts';
import { openDatabase } from '../../src/store/sqlite.ts';
import { temporaryFolder } from './temporary-folder.ts';

const names = "select name from sqlite_schema where type in ('table', 'view') order by name";

describe('migrate', () => {
  test('takes an empty file to the schema of today', () => {
    const db = openDatabase(':memory:');
    migrate(db);
    expect(schemaVersion(db)).toBe(migrations.length);
    expect(db.pragma('application_id', { simple: true })).toBe(applicationId);
    const declared = [...tables, ...views].map(({ name }) => name);
    expect(db.prepare(names).pluck().all()).toEqual(declared.toSorted());
  });

  test('makes only the steps that a file has not seen', () => {
    const db = openDatabase(':memory:');
    migrate(db, ['create table a (x)']);
    migrate(db, ['create table a (x)', 'create table b (x)', 'insert into b values (1)']);
    migrate(db, ['create table a (x)', 'create table b (x)', 'insert into b values (1)']);
    expect(db.prepare('select * from b').pluck().all()).toEqual([1]);
    expect(schemaVersion(db)).toBe(3);
  });

  test('leaves the old schema when a step fails', () => {
    const db = openDatabase(':memory:');
    migrate(db, ['create table a (x)']);
    expect(() => migrate(db, ['create table a (x)', 'create table b (x)', 'create nonsense'])).toThrow();
    expect(db.prepare(names).pluck().all()).toEqual(['a']);
    expect(schemaVersion(db)).toBe(1);
  });

  test('refuses tables of another program and versions it does not know', () => {
    const foreign = openDatabase(':memory:');
    foreign.exec('create table songs (name text)');
    expect(() => migrate(foreign)).toThrow(/database of another program/);
    const newer = openDatabase(':memory:');
    newer.pragma('user_version = 99');
    expect(() => migrate(newer)).toThrow(/newer rl-bench/);
  });
});

describe('a file of an older rl-bench', () => {
  function olderFile(): string {
    const path = join(temporaryFolder(), 'results.sqlite');
    const db = openDatabase(path);
    migrate(db, migrations.slice(0, 1));
    db.pragma('journal_mode = wal');
    db.exec("insert into experiments values (1, 'kept', '2026-01-01', 'c', '{}', '0.0.9', '{}')");
    db.close();
    return path;
  }

  test.each(Object.entries({ openStore, openReadonly }))('is brought up to date by %s', (_, open) => {
    const path = olderFile();
    open(path).close();
    const db = openReadonly(path);
    expect(schemaVersion(db)).toBe(migrations.length);
    expect(db.prepare('select title from experiments').pluck().get()).toBe('kept');
    expect(db.prepare('select * from leaderboard').all()).toEqual([]);
    db.close();
  });

  test('takes the statuses of successive halving, and keeps its runs and what belongs to them', () => {
    const path = join(temporaryFolder(), 'results.sqlite');
    const older = openDatabase(path);
    migrate(older, migrations.slice(0, migrations.indexOf(halving)));
    older.exec(`
      insert into experiments (id, title, created_at, command, config_json, version, host_json)
        values (1, 'kept', '2026-01-01', 'c', '{}', '0.0.9', '{}');
      insert into runs (experiment_id, population, member, env, agent, optimizer, seed, hyperparameters_json,
          total_timesteps, backend, status)
        values (1, 0, 0, 'cartpole', 'ppo', 'ADAM', 1, '{}', 100, 'cpu', 'finished');
      insert into episodes values (1, 0, 10, 1.5, 10, null, 0.1);
    `);
    expect(() => older.exec("update runs set status = 'dropped'")).toThrow('CHECK constraint');
    older.close();
    const { db } = openStore(path);
    expect(db.prepare('select status, budget_share from runs').all()).toEqual([
      { status: 'finished', budget_share: null },
    ]);
    expect(db.prepare('select return from episodes').pluck().all()).toEqual([1.5]);
    for (const status of ['paused', 'dropped']) db.prepare('update runs set status = ?').run(status);
    expect(() => db.exec("update runs set status = 'lost'")).toThrow('CHECK constraint');
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    // Nobody changes the schema in this way but the migration.
    expect(() => db.exec("update sqlite_schema set sql = ''")).toThrow('may not be modified');
    db.close();
  });
});
