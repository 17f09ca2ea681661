import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../src/store/sqlite.ts';
import { rlBench, temporaryFolder } from '../cli/command.ts';
import { writePlugin } from './shown-code.ts';

test('The controller and the diagnostic of the pages are found in the list, the results file and the export', () => {
  const folder = temporaryFolder();
  const plugins = (['controller', 'diagnostic'] as const).flatMap((guide) => [
    '--plugin',
    writePlugin(folder, guide),
  ]);
  const named = ['--env', 'cartpole', '--optimizers', 'ADAM', '--controllers', 'clip_guard(limit=0)'];
  const budget = [
    ...['--seeds', '1', '--total-timesteps', '384', '--num-steps', '32', '--eval-episodes', '1', '--quiet'],
    ...['--network', 'mlp(sizes=[8])'],
  ];
  const run = rlBench(folder, ...named, '--diagnostics', 'turns', ...budget, ...plugins);
  expect(run.stderr).toBe('');
  expect(run.status).toBe(0);
  const db = openDatabase(`${folder}/runs/rl-bench.sqlite`, { readonly: true });
  onTestFinished(() => void db.close());
  const rows = db.prepare(
    `select source, quantity, update_index as "update", value from measurements where quantity <> 'mean'
     order by source, quantity, update_index`,
  );
  const said = rows.all() as { source: string; quantity: string; update: number; value: number }[];
  const factors = said.filter(({ source }) => source.startsWith('clip_guard'));
  expect(factors.map(({ quantity }) => quantity)).toContain('learning_rate_factor');
  expect(factors.every(({ value }) => value <= 1)).toBe(true);
  const shares = said.filter(({ source }) => source.startsWith('turns'));
  expect(shares.map(({ update }) => update)).toEqual([2, 3]);
  for (const { value } of shares) expect(value).toSatisfy((share: number) => share >= 0 && share <= 1);

  expect(rlBench(folder, 'export', '--out', 'tables', '--format', 'csv').status).toBe(0);
  const exported = readFileSync(`${folder}/tables/measurements.csv`, 'utf8').trim().split('\n');
  expect(exported.filter((line) => /clip_guard|turns/.test(line))).toHaveLength(7);
  const listed = rlBench(folder, 'list', ...plugins).stdout;
  for (const name of ['clip_guard', 'turns']) expect(listed).toMatch(new RegExp(`\\b${name}\\b`));
});
