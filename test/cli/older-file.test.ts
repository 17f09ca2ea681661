import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { cli, temporaryFolder } from './command.ts';
import { ask, database } from './contents.ts';
import { rlBenchHere } from './in-this-process.ts';

/** Two experiments of rl-bench 0.1.0 at schema 11: one that has ended, and one of a team that was interrupted. */
const recorded = gunzipSync(readFileSync('test/goldens/results/schema-11.sqlite.gz'));

function folderWithOlderFile(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'runs'));
  writeFileSync(join(folder, database), recorded);
  return folder;
}

/** Runs a command that has to end well. @returns what it printed. */
async function done(folder: string, ...args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await rlBenchHere(folder, ...args);
  expect([status, status === 0 ? '' : stderr], args.join(' ')).toEqual([0, '']);
  return stdout;
}

test('A file of the version before is read, compared and exported, and its runs come out the same once more', async () => {
  const folder = folderWithOlderFile();
  expect(await done(folder, 'compare', '--experiment', 'finished')).toContain('SGD');
  await done(folder, 'export', '--format', 'csv', '--out', 'tables');
  const exported = readFileSync(join(folder, 'tables', 'updates.csv'), 'utf8')
    .trimEnd()
    .split('\r\n');
  expect(exported).toHaveLength(1 + ask(folder, 'select 1 from updates').length);
  expect(readFileSync(join(folder, 'tables', 'measurements.csv'), 'utf8').trimEnd()).toBe(
    'run_id,update_index,agent,source,quantity,value',
  );
  expect(await done(folder, 'verify', '1')).toMatch(/rows, all the same/);
});

test('What the version before has left off is taken up, as if nothing had been between', async () => {
  const folder = folderWithOlderFile();
  expect(ask(folder, 'select status from runs where id = 5')).toEqual(['interrupted']);
  const [before] = ask(folder, 'select max(update_index) from updates where run_id = 5') as [number];
  const lived = ask(folder, 'select json_array(run_id, update_index, policy_loss) from updates');
  await done(folder, 'resume', '--backend', 'simd');
  expect(ask(folder, 'select status from runs where id = 5')).toEqual(['finished']);
  expect(ask(folder, 'select max(update_index) from updates where run_id = 5')).toEqual([50]);
  expect(before).toBeLessThan(50);
  const now = ask(folder, 'select json_array(run_id, update_index, policy_loss) from updates');
  expect(now).toEqual(expect.arrayContaining(lived));
  expect(await done(folder, 'verify', '5')).toMatch(/rows, all the same/);
});

/** Root may write anywhere, and becomes nobody. */
const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
/** In a folder of root's own, nobody cannot read rl-bench itself. */
const cannotTell =
  process.platform === 'win32' || spawnSync(process.execPath, [cli, '--version'], user).status !== 0;

test.skipIf(cannotTell)(
  'Where nothing can be written a file of the version before is read all the same, and stays as it was',
  () => {
    const folder = folderWithOlderFile();
    const elsewhere = temporaryFolder();
    for (const open of [folder, elsewhere]) chmodSync(open, 0o777);
    chmodSync(join(folder, 'runs'), 0o555);
    onTestFinished(() => chmodSync(join(folder, 'runs'), 0o755));
    const said = (...args: readonly string[]) => {
      const how = { cwd: folder, encoding: 'utf8' as const, ...user };
      const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], how);
      return [status, status === 0 ? stdout : stderr];
    };
    const shown = expect.stringContaining('SGD');
    expect(said('leaderboard', '--experiment', 'finished')).toEqual([0, shown]);
    expect(said('compare', '--experiment', 'finished')).toEqual([0, shown]);
    expect(said('sql', 'select distinct optimizer from leaderboard')).toEqual([0, shown]);
    expect(said('export', '--format', 'csv', '--out', join(elsewhere, 'tables'))[0]).toBe(0);
    expect(readFileSync(join(elsewhere, 'tables', 'runs.csv'), 'utf8')).toContain('SGD');
    const refused = expect.stringMatching(/^rl-bench: [^\n]*rl-bench\.sqlite[^\n]*\n$/);
    expect(said('resume')).toEqual([2, refused]);
    expect(readdirSync(join(folder, 'runs'))).toEqual(['rl-bench.sqlite']);
    expect(readFileSync(join(folder, database)).equals(recorded)).toBe(true);
  },
);
