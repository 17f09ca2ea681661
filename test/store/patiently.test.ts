import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { openReadonly, openStore, patiently } from '../../src/store/index.ts';
import { openDatabase } from '../../src/store/sqlite.ts';
import { end, episode, newExperiment } from './records.ts';
import { temporaryFolder } from './temporary-folder.ts';

function begun() {
  const path = join(temporaryFolder(), 'results.sqlite');
  const store = openStore(path, { timeout: 20 });
  const { runIds } = store.createExperiment(newExperiment([{}]));
  return { path, store, runIds };
}

describe('a write to a file that another program keeps locked', () => {
  test('waits until it lets go, says so once, and lets other things happen meanwhile', async () => {
    const { path, store, runIds } = begun();
    const other = openDatabase(path);
    other.exec('begin immediate');
    let said = 0;
    const written = patiently(
      () => store.write(runIds, [episode()]),
      () => said++,
    );
    await setTimeout(400);
    expect(said).toBe(1);
    expect(store.db.prepare('select count(*) from episodes').pluck().get()).toBe(0);
    other.exec('rollback');
    other.close();
    await written;
    expect(said).toBe(1);
    expect(store.db.prepare('select count(*) from episodes').pluck().get()).toBe(1);
    store.close();
  });

  test('gives up in the end, in one line', async () => {
    const { path, store, runIds } = begun();
    const other = openDatabase(path);
    other.exec('begin immediate');
    const write = () => store.write(runIds, [episode()]);
    await expect(patiently(write, () => {}, 200)).rejects.toThrow(/another process keeps it locked/);
    other.close();
    store.close();
  });
});

test('a file that is closed keeps no room for checkpoints that have gone', () => {
  const { path, store, runIds } = begun();
  const state = new Uint8Array(4_000_000);
  store.write(runIds, [{ kind: 'checkpoint', member: 0, updateIndex: 1, state }]);
  store.db.pragma('wal_checkpoint(truncate)');
  expect(statSync(path).size).toBeGreaterThan(state.length);
  store.write(runIds, [episode(), end()]);
  store.close();
  expect(statSync(path).size).toBeLessThan(500_000);
  const reader = openReadonly(path);
  expect(reader.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(reader.prepare('select count(*) from episodes').pluck().get()).toBe(1);
  reader.close();
});
