import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src/store/index.ts';
import { newExperiment } from './records.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Says how many runs there are, or why it cannot. */
const reader = `
  import { openReadonly } from './src/store/index.ts';
  try {
    const db = openReadonly(process.argv[2]);
    console.log(db.prepare('select count(*) from leaderboard').pluck().get() + ' ' + db.prepare('select count(*) from runs').pluck().get());
    try { db.exec('delete from runs'); console.log('written'); } catch {}
  } catch (error) {
    console.log(error.name + ': ' + error.message);
  }
`;

/** Root may write anywhere, and becomes nobody. */
const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** Where the project lies in a folder of root's own, nobody can read SQLite. */
const cannotTell =
  process.platform === 'win32' ||
  spawnSync(process.execPath, ['-e', 'fs.readdirSync(process.argv[1])', resolve('node_modules')], user)
    .status !== 0;
if (cannotTell) console.log('skipped: who may not write in a folder cannot read this project either');

/** What a process sees that may write nothing there. */
function seen(folder: string, path: string): string {
  const outfile = join(temporaryFolder(), 'reader.mjs');
  buildSync({
    stdin: { contents: reader, resolveDir: resolve('.'), loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outfile,
  });
  symlinkSync(resolve('node_modules'), join(outfile, '..', 'node_modules'));
  chmodSync(join(outfile, '..'), 0o755);
  chmodSync(folder, 0o555);
  onTestFinished(() => chmodSync(folder, 0o755));
  const { stdout, stderr } = spawnSync(process.execPath, [outfile, path], { encoding: 'utf8', ...user });
  expect(stderr).toBe('');
  return stdout;
}

function resultsFile(): { folder: string; path: string } {
  const folder = temporaryFolder();
  const path = join(folder, 'results.sqlite');
  const store = openStore(path);
  store.createExperiment(newExperiment([{}, {}]));
  store.close();
  return { folder, path };
}

describe.skipIf(cannotTell)('a results file in a folder that cannot be written', () => {
  test('is read, and nothing is put beside it', () => {
    const { folder, path } = resultsFile();
    expect(seen(folder, path)).toBe('0 2\n');
    expect(readdirSync(folder)).toEqual(['results.sqlite']);
  });

  test('is refused where its log holds more', () => {
    const { folder, path } = resultsFile();
    writeFileSync(`${path}-wal`, 'what a killed process left');
    expect(seen(folder, path)).toMatch(/^UsageError: .*-wal" belongs to it, .*; copy both elsewhere/);
    expect(existsSync(`${path}-shm`)).toBe(false);
  });
});
