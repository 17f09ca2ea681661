import { linkSync, mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RunError } from '../../src/errors.ts';
import { lockForWriting, openReadonly, openStore } from '../../src/store/index.ts';
import { episode, newExperiment } from './records.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A store with a run, and the file that it writes to. */
function begun() {
  const folder = temporaryFolder();
  const path = join(folder, 'results.sqlite');
  const store = openStore(path);
  const { runIds } = store.createExperiment(newExperiment([{}]));
  store.write(runIds, [episode()]);
  const moved = join(folder, 'moved.sqlite');
  return { path, moved, store, write: () => store.write(runIds, [episode({ episode: 1 })]) };
}

function episodesIn(path: string): unknown {
  const reader = openReadonly(path);
  try {
    return reader.prepare('select count(*) from episodes').pluck().get();
  } finally {
    reader.close();
  }
}

describe('a results file that is written', () => {
  test.each<[string, RegExp, (path: string, moved: string) => void]>([
    ['deleted', /was deleted or moved while results were written to it/, (path) => rmSync(path)],
    ['moved', /was deleted or moved/, (path, moved) => renameSync(path, moved)],
    [
      'replaced',
      /was replaced by another file/,
      (path) => {
        writeFileSync(`${path}.new`, 'something else');
        renameSync(`${path}.new`, path);
      },
    ],
    ['without its log', /lost its log/, (path) => rmSync(`${path}-wal`)],
    ['emptied', /was emptied .*; what was in it is gone$/, (path) => truncateSync(path)],
    [
      'with its folder moved',
      /was deleted or moved/,
      (path) => {
        renameSync(join(path, '..'), join(path, '..', '..', `moved-${process.pid}`));
        rmSync(join(path, '..', '..', `moved-${process.pid}`), { recursive: true });
      },
    ],
  ])('is missed at the next commit when it is %s', (_, message, what) => {
    const { path, moved, store, write } = begun();
    write();
    what(path, moved);
    expect(write).toThrow(RunError);
    expect(write).toThrow(message);
    expect(() => store.interrupt([1])).toThrow(message);
    store.close();
  });

  test('has all that was committed when it was moved, though the log stays behind', () => {
    const { path, moved, store, write } = begun();
    renameSync(path, moved);
    expect(write).toThrow(/put it back: it has all that was committed$/);
    store.close();
    expect(episodesIn(moved)).toBe(1);
  });
});

describe('one lock a file', () => {
  test('keeps a second writer out who comes by a symbolic link', async () => {
    const { path, store } = begun();
    store.close();
    const folder = join(path, '..', 'links');
    mkdirSync(folder);
    const link = join(folder, 'link.sqlite');
    symlinkSync(path, link);
    const unlock = await lockForWriting(openThrough(path));
    await expect(lockForWriting(openThrough(link))).rejects.toThrow(/another rl-bench is writing/);
    unlock();
    (await lockForWriting(openThrough(link)))();
  });

  test('keeps a second writer out who comes by a link that led nowhere before', async () => {
    const folder = temporaryFolder();
    const [path, link] = [join(folder, 'results.sqlite'), join(folder, 'link.sqlite')];
    symlinkSync(path, link);
    const unlock = await lockForWriting(openThrough(link));
    await expect(lockForWriting(openThrough(path))).rejects.toThrow(/another rl-bench is writing/);
    unlock();
  });

  test('is not to be had for a file with two names, beside each of which SQLite would keep a log', () => {
    const { path, moved, store } = begun();
    store.close();
    linkSync(path, moved);
    for (const name of [path, moved]) {
      expect(() => openStore(name)).toThrow(/it has 2 names \(hard links\).*copy it/);
      expect(episodesIn(name)).toBe(1);
    }
  });

  /** The name that the store locks by. */
  function openThrough(name: string): string {
    const store = openStore(name);
    store.close();
    return store.path;
  }
});
