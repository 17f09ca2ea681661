import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../cli/command.ts';
import { rlBenchHere } from '../cli/in-this-process.ts';
import { shownCommands } from './readme.ts';

const page = readFileSync(new URL('../../docs/notebook.md', import.meta.url), 'utf8');
const cells = [...page.matchAll(/^```python\n(.*?)^```/gms)].map(([, cell]) => cell!);

test("The page's commands leave the files that its cells read, and Python runs the cells one after the other", async () => {
  const folder = temporaryFolder();
  const commands = shownCommands(page).map((command) => command.split(/\s+/).slice(2));
  expect(commands).toHaveLength(2);
  for (const words of commands) {
    const { status, stderr } = await rlBenchHere(folder, ...words);
    expect(status, stderr).toBe(0);
  }
  expect(cells).toHaveLength(5);
  for (const [file] of page.matchAll(/(?<=["'])(?:parquet|runs)\/\w+[.-]?\w*\.(?:parquet|sqlite)/g)) {
    expect(existsSync(join(folder, file)), file).toBe(true);
  }

  // A Python that has pandas, polars, DuckDB and PyArrow; .ci/on-notebook makes one.
  const python = process.env.RL_BENCH_NOTEBOOK_PYTHON;
  if (python === undefined) return;
  const { stdout, stderr } = spawnSync(python, ['-c', cells.join('\n')], { cwd: folder, encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^optimizer +learning_rate +seeds +final_mean +final_iqm\n/);
  expect(stdout.match(/ADAM/g)).toHaveLength(5);
  expect(stdout.match(/MILO/g)).toHaveLength(5);
  const [{ mean, count }] = JSON.parse(
    (
      await rlBenchHere(
        folder,
        ...[
          'sql',
          '--json',
          "select avg(final_return) as mean, count(*) as count from run_scores where optimizer = 'ADAM'",
        ],
      )
    ).stdout,
  ) as [{ mean: number; count: number }];
  expect(stdout).toMatch(new RegExp(`^ADAM +0\\.\\d+ +${mean.toFixed(6)} +\\S+ +${count}$`, 'm'));
});
