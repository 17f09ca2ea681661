import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '../../src/store/index.ts';
import { openDatabase } from '../../src/store/sqlite.ts';
import { newExperiment, oneOfEach } from '../store/records.ts';
import { temporaryFolder } from './command.ts';
import { rlBenchHere } from './in-this-process.ts';

const pageSize = 4096;

/** A folder with a results file whose table of runs is overwritten. */
function folderWithDamage(): string {
  const folder = temporaryFolder();
  const path = join(folder, 'runs', 'rl-bench.sqlite');
  const store = openStore(path);
  const { runIds } = store.createExperiment(newExperiment([{}, {}]));
  store.write(runIds, [0, 1].flatMap(oneOfEach));
  store.close();
  const db = openDatabase(path, { readonly: true });
  const page = db.prepare("select rootpage from sqlite_schema where name = 'runs'").pluck().get() as number;
  db.close();
  writeFileSync(path, readFileSync(path).fill(0xff, (page - 1) * pageSize, page * pageSize));
  return folder;
}

test.each([
  ['leaderboard'],
  ['compare'],
  ['report'],
  ['export', '--format', 'csv', '--out', 'csv'],
  ['sql', 'select * from runs'],
  ['verify', '1'],
  ['loss-map', '--policy', '1'],
  ['resume'],
])('rl-bench %s of a damaged results file ends in one line with exit code 2', async (...args) => {
  const folder = folderWithDamage();
  const { status, stdout, stderr } = await rlBenchHere(folder, ...args);
  expect(stderr).toMatch(
    /^rl-bench: ".*" is damaged \(.*\); what is left of it can be saved with: [^\n]*\n$/,
  );
  expect(stdout).toBe('');
  expect(status).toBe(2);
});
