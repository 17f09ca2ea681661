import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RunError } from '../../src/errors.ts';
import { openReadonly, openStore } from '../../src/store/index.ts';
import { openDatabase, sqlite } from '../../src/store/sqlite.ts';
import { writingError } from '../../src/store/sqlite-errors.ts';
import { episode, newExperiment } from './records.ts';
import { temporaryFolder } from './temporary-folder.ts';

function batch(first: number, size: number) {
  return Array.from({ length: size }, (_, index) => episode({ episode: first + index }));
}

describe('a file that another process keeps locked', () => {
  test('ends in one clear line after the timeout, and the next write goes well', () => {
    const path = join(temporaryFolder(), 'results.sqlite');
    const store = openStore(path, { timeout: 50 });
    const { runIds } = store.createExperiment(newExperiment([{}]));
    const other = openDatabase(path);
    other.exec('begin immediate');
    const started = performance.now();
    expect(() => store.write(runIds, batch(0, 10))).toThrow(
      expect.objectContaining({
        name: 'RunError',
        message:
          `cannot write to "${path}": another process keeps it locked (SQLITE_BUSY); close that process ` +
          '(what was committed before is kept and readable)',
      }),
    );
    expect(performance.now() - started).toBeGreaterThanOrEqual(45);
    other.exec('rollback');
    other.close();
    store.write(runIds, batch(0, 10));
    expect(store.db.prepare('select count(*) from episodes').pluck().get()).toBe(10);
    store.close();
  });

  test('ends in one clear line when it is opened for the first time', () => {
    const path = join(temporaryFolder(), 'results.sqlite');
    writeFileSync(path, '');
    const other = openDatabase(path);
    other.exec('begin exclusive');
    expect(() => openStore(path, { timeout: 20 })).toThrow(RunError);
    other.close();
    expect(readFileSync(path).length).toBe(0);
  });
});

describe('a full disk', () => {
  test('ends in one clear line, and what was committed stays', () => {
    const path = join(temporaryFolder(), 'results.sqlite');
    const store = openStore(path);
    const { runIds } = store.createExperiment(newExperiment([{}]));
    store.write(runIds, batch(0, 100));
    const pages = store.db.pragma('page_count', { simple: true }) as number;
    store.db.pragma(`max_page_count = ${pages + 2}`);
    expect(() => store.write(runIds, batch(100, 10_000))).toThrow(
      expect.objectContaining({
        name: 'RunError',
        message: expect.stringMatching(/disk is full .*free some space/),
      }),
    );
    store.close();
    const reader = openReadonly(path);
    expect(reader.prepare('select count(*) from episodes').pluck().get()).toBe(100);
    expect(reader.pragma('integrity_check', { simple: true })).toBe('ok');
    reader.close();
  });
});

describe('writingError', () => {
  test.each([
    ['SQLITE_FULL', /the disk is full/],
    ['SQLITE_IOERR_WRITE', /the disk reports an error \(SQLITE_IOERR_WRITE\)/],
    ['SQLITE_BUSY_SNAPSHOT', /another process keeps it locked/],
    ['SQLITE_LOCKED', /another connection keeps it locked/],
    ['SQLITE_READONLY_DBMOVED', /it is read-only/],
    ['SQLITE_CANTOPEN', /it cannot be opened/],
    ['SQLITE_CORRUPT', /it is damaged/],
  ])('says in words what %s means, in one line', (code, message) => {
    const explained = writingError(
      new (sqlite().SqliteError)('some words', code),
      '/runs/results.sqlite',
    ) as Error;
    expect(explained).toBeInstanceOf(RunError);
    expect(explained.message).toMatch(message);
    expect(explained.message).not.toContain('\n');
  });

  test("leaves errors alone that are nobody's but ours", () => {
    const constraint = new (sqlite().SqliteError)('UNIQUE constraint failed', 'SQLITE_CONSTRAINT_UNIQUE');
    expect(writingError(constraint, '/x')).toBe(constraint);
    const bug = new RangeError('no run for member 3');
    expect(writingError(bug, '/x')).toBe(bug);
  });
});
