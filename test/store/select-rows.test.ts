import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { columnNames, runs } from '../../src/results/index.ts';
import { openReadonly, openStore, selectRows } from '../../src/store/index.ts';
import { newExperiment } from './records.ts';
import { temporaryFolder } from './temporary-folder.ts';

function reader() {
  const path = join(temporaryFolder(), 'results.sqlite');
  const store = openStore(path);
  store.createExperiment(newExperiment([{}, {}]));
  store.close();
  const db = openReadonly(path);
  onTestFinished(() => {
    db.close();
  });
  return db;
}

/** The rows of a statement, or the message of the UsageError that refuses it. */
function ask(statement: string, db = reader()): unknown {
  try {
    return [...selectRows(db, statement).rows];
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).not.toContain('\n');
    return (error as Error).message;
  }
}

describe('selectRows', () => {
  test.each([
    'select seed from runs order by seed',
    'SELECT seed FROM runs ORDER BY seed; -- a comment',
    '-- a comment first\nwith s as (select seed from runs) select seed from s order by 1',
    'values (1), (2)',
  ])('answers %j', (statement) => {
    expect(ask(statement)).toEqual([[1n], [2n]]);
  });

  test('lets the schema be looked at', () => {
    expect(ask('pragma table_info(runs)')).toHaveLength(columnNames(runs).length);
    expect(ask('pragma user_version')).toEqual([[expect.any(BigInt)]]);
    expect(ask('explain query plan select * from leaderboard')).not.toHaveLength(0);
  });

  test('keeps columns of the same name apart and integers exact', () => {
    const { columns, rows } = selectRows(
      reader(),
      "select 1 as n, 9007199254740993 as n, 0.5 as x, null, x'00ff' as b",
    );
    expect(columns).toEqual(['n', 'n', 'x', 'null', 'b']);
    expect([...rows]).toEqual([[1n, 9007199254740993n, 0.5, null, Buffer.from([0, 255])]]);
  });

  test.each([
    "insert into experiments (id, title) values (9, 't')",
    "insert into experiments (id, title) values (9, 't') returning id",
    'update runs set seed = 3',
    'delete from runs',
    'with one as (select 1) delete from runs',
    'drop table runs',
    'create table t (x)',
    'create temp table t (x)',
    'vacuum',
    'vacuum into $file',
    'attach $file as other',
    'detach main',
    'begin immediate',
    'savepoint s',
    'pragma user_version = 7',
    'pragma application_id = 7',
    'pragma journal_mode = delete',
    'pragma wal_checkpoint(truncate)',
    'pragma writable_schema = on',
    'pragma query_only = off',
    'pragma incremental_vacuum',
    'analyze',
    'reindex',
  ])('refuses to %s, and the folder stays as it was', (template) => {
    const db = reader();
    const folder = dirname(db.name);
    const files = readdirSync(folder);
    const before = readFileSync(db.name);
    const statement = template.replace('$file', `'${join(folder, 'new.sqlite')}'`);
    expect(ask(statement, db)).toMatch(/^rl-bench sql only reads, given ".*"; write a SELECT$/);
    expect(readdirSync(folder)).toEqual(files);
    expect(readFileSync(db.name).equals(before)).toBe(true);
  });

  test('explains what is wrong with a statement, and names the tables and views', () => {
    const known = /(the tables and views are .*runs.*leaderboard|leaderboard has .*final_mean)/;
    for (const [statement, message] of [
      [
        'select optimiser from leaderboard',
        /^cannot run "select optimiser from leaderboard": no such column: optimiser: did you mean optimizer\? leaderboard has .*final_mean/,
      ],
      ['select *\nfrom run', /^cannot run "select \* from run": no such table: run: did you mean runs\?/],
      ['selekt 1', /syntax error/],
      ["select load_extension('x')", /not authorized/],
      ['select abs(-9223372036854775807 - 1)', /integer overflow/],
    ] as const) {
      expect(ask(statement)).toMatch(message);
      expect(ask(statement)).toMatch(known);
    }
  });

  test.each(['', '-- nothing', 'select 1; select 2', 'select ?'])(
    'asks for one whole statement instead of %j',
    (given) => {
      expect(ask(given)).toMatch(/; give one statement without parameters$/);
    },
  );
});
