import { execFile } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import yargs from 'yargs';
import { sqlCommand } from '../../src/cli/commands/sql.ts';
import { UsageError } from '../../src/errors.ts';
import { tables, views } from '../../src/results/index.ts';
import { openStore } from '../../src/store/index.ts';
import { end, episode, evaluation, newExperiment } from '../store/records.ts';
import { temporaryFolder } from '../store/temporary-folder.ts';

function resultsFile(episodes = 3): string {
  const path = join(temporaryFolder(), 'results.sqlite');
  const store = openStore(path);
  const { runIds } = store.createExperiment(
    newExperiment([{ optimizer: 'MILO' }, { optimizer: 'ADAMW(eps=1e-5)' }]),
  );
  store.write(runIds, [
    ...Array.from({ length: episodes }, (_, index) => episode({ episode: index, return: index / 2 })),
    evaluation({ meanReturn: 10 }),
    evaluation({ member: 1, meanReturn: 400, successRate: 0.5 }),
    end(),
    end({ member: 1 }),
  ]);
  store.close();
  return path;
}

/** What the command prints, given its arguments. */
async function sql(...args: readonly string[]): Promise<string> {
  let printed = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((chunk, ...rest) => {
    printed += String(chunk);
    for (const done of rest) if (typeof done === 'function') done();
    return true;
  });
  try {
    await yargs(['sql', ...args])
      .command({ ...sqlCommand, command: 'sql [statement]' })
      .exitProcess(false)
      .fail((message, error) => {
        throw error ?? new UsageError(message);
      })
      .parseAsync();
  } finally {
    write.mockRestore();
  }
  return printed;
}

const question = 'select optimizer, final_mean, success_rate from leaderboard order by final_mean';

describe('rl-bench sql', () => {
  test('--schema says of a table or view what its columns mean, from their declarations, and without a name which there are', async () => {
    const all = await sql('--schema');
    for (const { name } of [...tables, ...views])
      expect(all).toMatch(new RegExp(`^${name} +(table|view) `, 'm'));
    const shown = await sql('--schema', 'updates');
    expect(shown).toContain('updates: ');
    expect(shown).toMatch(/^run_id +integer +the run that it belongs to$/m);
    expect(shown).toMatch(/^entropy +real +nats +of the policy; NULL if/m);
    for (const line of shown.split('\n').slice(1)) expect(line.length).toBeLessThanOrEqual(80);
    const columns: { column: string; unit: string }[] = JSON.parse(
      await sql('--schema', 'LEADERBOARD', '--json'),
    );
    expect(columns.map(({ column }) => column)).toContain('final_mean');
  });

  test('prints a table', async () => {
    expect(await sql(question, '--db', resultsFile())).toBe(
      [
        'optimizer        final_mean  success_rate',
        '─────────────────────────────────────────',
        'MILO                     10             0',
        'ADAMW(eps=1e-5)         400           0.5',
        '',
      ].join('\n'),
    );
  });

  test('prints comma-separated values', async () => {
    expect(await sql(question, '--csv', '--db', resultsFile())).toBe(
      'optimizer,final_mean,success_rate\r\nMILO,10,0\r\nADAMW(eps=1e-5),400,0.5\r\n',
    );
  });

  test('prints JSON', async () => {
    expect(JSON.parse(await sql('--json', question, '--db', resultsFile()))).toEqual([
      { optimizer: 'MILO', final_mean: 10, success_rate: 0 },
      { optimizer: 'ADAMW(eps=1e-5)', final_mean: 400, success_rate: 0.5 },
    ]);
  });

  test('prints an empty answer as such in every format', async () => {
    const db = resultsFile();
    const none = 'select id, status from runs where false';
    expect(await sql(none, '--db', db)).toBe('id  status\n──────────\n');
    expect(await sql(none, '--db', db, '--csv')).toBe('id,status\r\n');
    expect(JSON.parse(await sql(none, '--db', db, '--json'))).toEqual([]);
  });

  test('shows NULL, binary values and long texts in a table without breaking it', async () => {
    const printed = await sql(
      "select null as a, x'0001' as b, hex(zeroblob(100)) as c",
      '--db',
      resultsFile(),
    );
    expect(printed.split('\n')[2]).toBe(`NULL  (2 bytes)  ${'0'.repeat(79)}…`);
    expect(printed.split('\n')[0]).toMatch(/^ {3}a {2}b {10}c$/);
  });

  test('reads while another process writes', async () => {
    const path = resultsFile();
    const writer = openStore(path);
    onTestFinished(() => writer.close());
    writer.db.exec('begin immediate; delete from runs');
    expect(await sql('select count(*) as n from runs', '--db', path, '--csv')).toBe('n\r\n2\r\n');
    writer.db.exec('rollback');
  });

  test.each([
    [[], /^rl-bench sql needs a statement, given none; e\.g\. rl-bench sql "select /],
    [['  '], /^rl-bench sql needs a statement/],
    [['select 1', '--csv', '--json'], /^--csv and --json exclude each other, given both/],
    [['delete from runs'], /^rl-bench sql only reads, given "delete from runs"; write a SELECT$/],
    [
      ['select x from runs'],
      /no such column: x, which is in .*study_points.*; runs has id, experiment_id, .*seed/,
    ],
    [
      ['select final_mea from leaderboard'],
      /no such column: final_mea: did you mean final_mean\? leaderboard has .*final_iqm/,
    ],
    [
      ['select r.final_mean from runs r'],
      /no such column: r.final_mean, which is in .*leaderboard.*; runs has id/,
    ],
    [['select 1 from run'], /no such table: run: did you mean runs\? the tables and views are .*leaderboard/],
    [['--schema', 'rusn'], /no table or view "rusn": did you mean runs\? there are experiments, runs/],
    [['select 1', '--schema', 'runs'], /--schema explains and asks nothing, given "select 1" as well/],
    [['select abs(-9223372036854775807 - 1) from runs', '--csv'], /integer overflow/],
  ])('refuses %j in one line', async (args, message) => {
    const refusal = sql(...args, '--db', resultsFile());
    await expect(refusal).rejects.toThrow(UsageError);
    await expect(refusal).rejects.toThrow(message);
  });

  test('refuses a file that is not there', async () => {
    const path = join(temporaryFolder(), 'nowhere.sqlite');
    await expect(sql('select 1', '--db', path)).rejects.toThrow(/no results in ".*nowhere\.sqlite"/);
  });
});

describe('rl-bench sql as a program', () => {
  const main = `
    import yargs from 'yargs';
    import { sqlCommand } from './src/cli/commands/sql.ts';
    await yargs(process.argv.slice(2)).command({ ...sqlCommand, command: 'sql [statement]' }).parseAsync();
  `;

  async function program(): Promise<string> {
    const folder = temporaryFolder();
    const outfile = join(folder, 'main.mjs');
    await build({
      stdin: { contents: main, resolveDir: resolve('.'), loader: 'ts' },
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      outfile,
    });
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
    return outfile;
  }

  test.each(['', '--csv', '--json'])('ends quietly when its reader has seen enough %s', async (format) => {
    const pipe = `set -o pipefail; "${process.execPath}" "${await program()}" sql "select * from episodes" ${format} --db "${resultsFile(20_000)}" | head -n 1`;
    const { stdout, stderr } = await promisify(execFile)('bash', ['-c', pipe]);
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toBe('');
  });
});
