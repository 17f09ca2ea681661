import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exportedTables } from '../../src/export/tables.ts';
import { openStore } from '../../src/store/index.ts';
import { newExperiment, oneOfEach } from '../store/records.ts';
import { rlBench, temporaryFolder } from './command.ts';
import { rlBenchHere } from './in-this-process.ts';

/** A folder with a results file where the command looks for it. */
function folderWithResults(): string {
  const folder = temporaryFolder();
  const store = openStore(join(folder, 'runs', 'rl-bench.sqlite'));
  for (const title of ['widths', 'rates']) {
    const { runIds } = store.createExperiment(newExperiment([{}], { title }));
    store.write(runIds, oneOfEach(0));
  }
  store.close();
  return folder;
}

describe('rl-bench export', () => {
  test('writes the tables that are asked for and says what it wrote', () => {
    const folder = folderWithResults();
    const { status, stdout, stderr } = rlBench(
      folder,
      ...[
        'export',
        '--format',
        'csv',
        '--out',
        'csv',
        '--table',
        'runs',
        'episodes',
        '--experiment',
        'rates',
      ],
    );
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(stderr).toMatch(
      /^runs\.csv: 1 row, \d+ bytes\nepisodes\.csv: 1 row, \d+ bytes\n2 files in ".*csv": 2 rows, \d+ bytes\n$/,
    );
    expect(readdirSync(join(folder, 'csv')).sort()).toEqual(['episodes.csv', 'runs.csv']);
  });

  test.each(['csv', 'jsonl', 'parquet'])('writes all tables as %s', async (format) => {
    const folder = folderWithResults();
    expect((await rlBenchHere(folder, 'export', '--format', format, '--out', 'all')).status).toBe(0);
    expect(readdirSync(join(folder, 'all'))).toHaveLength(exportedTables.length);
  });

  test('lists files as JSON', async () => {
    const folder = folderWithResults();
    const { stdout } = await rlBenchHere(
      folder,
      'export',
      '--format',
      'tensorboard',
      '--out',
      'logs',
      '--json',
    );
    expect(JSON.parse(stdout)).toMatchObject({
      format: 'tensorboard',
      files: [
        { file: expect.stringMatching(/__1__\d+(__1)?\/events\.out\.tfevents\./), rows: expect.any(Number) },
        { file: expect.stringMatching(/events\.out\.tfevents\./), bytes: expect.any(Number) },
      ],
    });
  });

  test('replaces its own files by force only', async () => {
    const folder = folderWithResults();
    const args = ['export', '--format', 'csv', '--out', 'csv', '--table', 'runs'];
    expect((await rlBenchHere(folder, ...args)).status).toBe(0);
    writeFileSync(join(folder, 'csv', 'notes.txt'), '');
    const refused = await rlBenchHere(folder, ...args);
    expect(refused.status).toBe(2);
    expect(refused.stderr).toMatch(/^rl-bench: ".*csv" is not empty; .*\n$/);
    expect((await rlBenchHere(folder, ...args, '--force')).status).toBe(0);
    expect(readdirSync(join(folder, 'csv')).sort()).toEqual(['notes.txt', 'runs.csv']);
  });

  test.each([
    [['--out', 'x'], /needs a format, given none; add --format \(known: csv, jsonl, parquet, tensorboard\)/],
    [['--format', 'csv'], /needs a folder, given none; add --out DIR/],
    [['--format', 'parket', '--out', 'x'], /--format knows no "parket": did you mean parquet\?/],
    [['--format', 'csv', '--out', 'x', '--table', 'episode'], /knows no "episode": did you mean episodes\?/],
    [
      ['--format', 'csv', '--out', 'x', '--experiment', 'width'],
      /no experiment "width": did you mean widths\?/,
    ],
    [['--format', 'csv', '--out', 'x', '--experiment', '3'], /no experiment "3"/],
    [['--format', 'csv', '--out', 'x', '--gradients'], /--gradients is for --format tensorboard/],
    [
      ['--format', 'tensorboard', '--out', 'x', '--table', 'runs'],
      /--table is for the formats that write tables/,
    ],
    [['--format', 'csv', '--out', 'x', '--db', 'none.sqlite'], /no results in ".*none\.sqlite"/],
  ])('refuses %j in one line and writes nothing', async (args, message) => {
    const folder = folderWithResults();
    const { status, stderr } = await rlBenchHere(folder, 'export', ...args);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^rl-bench: [^\n]*\n$/);
    expect(stderr).toMatch(message);
    expect(readdirSync(folder)).toEqual(['runs']);
  });
});
