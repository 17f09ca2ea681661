import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RunError, UsageError } from '../../src/errors.ts';
import { OutputFolder } from '../../src/export/output-folder.ts';
import { writePieces } from '../../src/export/write-pieces.ts';
import { partFile } from '../../src/part-files.ts';
import { temporaryFolder } from '../store/temporary-folder.ts';

function put(text: string) {
  return (path: string): number => {
    writePieces(path, [text]);
    return 1;
  };
}

describe('OutputFolder', () => {
  test('is created with those above it', () => {
    const path = join(temporaryFolder(), 'a', 'b');
    expect(new OutputFolder(path).write('c/d.csv', put('text'))).toEqual({
      file: 'c/d.csv',
      rows: 1,
      bytes: 4,
    });
    expect(readFileSync(join(path, 'c', 'd.csv'), 'utf8')).toBe('text');
  });

  test('refuses a folder that holds anything, and replaces nothing but its own files by force', () => {
    const path = temporaryFolder();
    writeFileSync(join(path, 'runs.csv'), 'old');
    writeFileSync(join(path, 'notes.txt'), 'mine');
    expect(() => new OutputFolder(path)).toThrow(UsageError);
    expect(() => new OutputFolder(path)).toThrow(/is not empty.*--force/);
    new OutputFolder(path, { force: true }).write('runs.csv', put('new'));
    expect(readFileSync(join(path, 'runs.csv'), 'utf8')).toBe('new');
    expect(readFileSync(join(path, 'notes.txt'), 'utf8')).toBe('mine');
  });

  test('refuses a file and an empty name', () => {
    const path = join(temporaryFolder(), 'file');
    writeFileSync(path, '');
    expect(() => new OutputFolder(path)).toThrow(/cannot export to/);
    expect(() => new OutputFolder(' ')).toThrow(/--out needs the name of a folder/);
  });

  test.skipIf(process.platform !== 'linux')('refuses a place where no folder can be created', () => {
    expect(() => new OutputFolder('/proc/nope')).toThrow(/^cannot export to "\/proc\/nope": ENOENT/);
  });

  test('shows a file only when it is complete', () => {
    const folder = new OutputFolder(temporaryFolder());
    folder.write('runs.csv', (path) => {
      writePieces(path, ['half']);
      expect(existsSync(join(folder.path, 'runs.csv'))).toBe(false);
      return 1;
    });
    expect(readdirSync(folder.path)).toEqual(['runs.csv']);
  });

  test('leaves what was there before when the writing fails, and nothing beside it', () => {
    const path = temporaryFolder();
    writeFileSync(join(path, 'runs.csv'), 'old');
    const folder = new OutputFolder(path, { force: true });
    const failing = () =>
      folder.write('runs.csv', (temporary) => {
        writePieces(temporary, ['half']);
        throw new RangeError('no more');
      });
    expect(failing).toThrow(new RangeError('no more'));
    expect(readdirSync(path)).toEqual(['runs.csv']);
    expect(readFileSync(join(path, 'runs.csv'), 'utf8')).toBe('old');
  });

  test('removes what killed exports have left, and nothing of others', () => {
    const path = temporaryFolder();
    const { pid: dead } = spawnSync(process.execPath, ['--version']);
    const here = hostname().replaceAll(/[^\w-]/g, '-');
    mkdirSync(join(path, 'run'));
    const parts = [`runs.csv.${dead}@${here}.part`, `run/events.${dead}@${here}.part`];
    const kept = [
      `a.csv.${process.ppid}@${here}.part`,
      `b.csv.${dead}@elsewhere.part`,
      'c.part',
      'd.12.part',
    ];
    for (const name of [...parts, ...kept]) writeFileSync(join(path, name), 'half');
    new OutputFolder(path, { force: true });
    expect(readdirSync(path).sort()).toEqual([...kept, 'run'].sort());
    expect(readdirSync(join(path, 'run'))).toEqual([]);
    const yesterday = new Date(Date.now() - 25 * 3600 * 1000);
    for (const name of kept) utimesSync(join(path, name), yesterday, yesterday);
    new OutputFolder(path, { force: true });
    expect(readdirSync(path).sort()).toEqual(['c.part', 'd.12.part', 'run']);
  });

  test('takes a folder in which a killed export left nothing else for empty', () => {
    const path = temporaryFolder();
    const { pid: dead } = spawnSync(process.execPath, ['--version']);
    // What this process writes under, with the number of one that has ended.
    writeFileSync(partFile(join(path, 'runs.csv')).replace(`.${process.pid}@`, `.${dead}@`), 'half');
    new OutputFolder(path).write('runs.csv', put('text'));
    expect(readdirSync(path)).toEqual(['runs.csv']);
  });

  test('says in one line why the system cannot write', () => {
    const folder = new OutputFolder(temporaryFolder());
    mkdirSync(join(folder.path, 'runs.csv', 'inside'), { recursive: true });
    const failing = () => folder.write('runs.csv', put('text'));
    expect(failing).toThrow(RunError);
    expect(failing).toThrow(/^cannot write ".*runs\.csv": .*; free some space or export elsewhere$/);
    expect(readdirSync(folder.path)).toEqual(['runs.csv']);
  });
});

test('pieces of any size arrive in order', () => {
  const path = join(temporaryFolder(), 'file');
  const pieces = Array.from({ length: 2000 }, (_, i) => String(i).repeat(i % 1500));
  writePieces(path, pieces);
  expect(readFileSync(path, 'utf8')).toBe(pieces.join(''));
});
