import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../src/store/sqlite.ts';
import { rlBench, temporaryFolder } from '../cli/command.ts';
import { writePlugin } from './shown-code.ts';

const budget = ['--total-timesteps', '2048', '--evaluations', '2', '--learning-rate', '0.3', '--quiet'];

test('The workload of the page is found in the results file, the export and the list', () => {
  const folder = temporaryFolder();
  const plugin = ['--plugin', writePlugin(folder, 'workload')];
  const run = rlBench(
    folder,
    '--env',
    'line',
    '--optimizers',
    'ADAM',
    'SGD',
    '--seeds',
    '2',
    ...budget,
    ...plugin,
  );
  expect(run.stderr).toBe('');
  expect(run.status).toBe(0);
  expect(run.stdout).toMatch(/line, least-squares, 2.05k points\n/);
  expect(run.stdout).toMatch(/seeds +explained share +points/);
  const db = openDatabase(`${folder}/runs/rl-bench.sqlite`, { readonly: true });
  onTestFinished(() => void db.close());
  const rows = (query: string) => db.prepare(query).all();
  expect(rows('select distinct env, agent, status from run_scores')).toEqual([
    { env: 'line', agent: 'least-squares', status: 'finished' },
  ]);
  expect(rows('select distinct layer from gradient_stats order by 1')).toEqual(
    ['', 'line.bias', 'line.kernel'].map((layer) => ({ layer })),
  );
  const scores = db.prepare('select min(final_return) from run_scores').pluck();
  expect(scores.get()).toBeGreaterThan(0.8);
  const updates = db.prepare('select count(*) from updates where policy_loss is not null').pluck();
  expect(updates.get()).toBe(4 * 64);

  expect(rlBench(folder, 'verify', '2', ...plugin).status).toBe(0);
  expect(rlBench(folder, 'export', '--out', 'tables', '--format', 'csv').status).toBe(0);
  const [header, ...evaluations] = readFileSync(`${folder}/tables/evaluations.csv`, 'utf8')
    .trim()
    .split('\n');
  expect(header).toContain('mean_return');
  expect(evaluations).toHaveLength(4 * 3);
  expect(readFileSync(`${folder}/tables/runs.csv`, 'utf8')).toMatch(/,line,/);

  expect(rlBench(folder, 'list', 'environments', ...plugin).stdout).toMatch(/\bline +fit a line/);
  const listed = rlBench(folder, 'list', 'line', ...plugin).stdout;
  expect(listed).toMatch(/fit a line to points with noise/);
  expect(listed).toMatch(/least-squares/);
});

test('The workload of the page is trained in workers with the same numbers, and refuses what it cannot train', () => {
  const folder = temporaryFolder();
  const plugin = ['--plugin', writePlugin(folder, 'workload')];
  const scores = ['1', '2'].map((workers) => {
    const named = ['--env', 'line', '--optimizers', 'ADAM', '--seeds', '2', '--workers', workers];
    const run = rlBench(folder, ...named, '--db', `${workers}.sqlite`, ...budget, ...plugin, '--json');
    expect(run.stderr).toBe('');
    return (JSON.parse(run.stdout) as { finalReturn: number }[]).map((own) => own.finalReturn);
  });
  expect(scores[0]).toHaveLength(2);
  expect(scores[1]).toEqual(scores[0]);

  const line = (...flags: readonly string[]) => rlBench(folder, '--env', 'line', ...flags, ...plugin).stderr;
  expect(line('--optimizers', 'ADAM', '--critic-optimizer', 'SGD')).toBe(
    'rl-bench: least-squares has no critic, or none as it is set, that an optimizer of its own could train; leave that out\n',
  );
  expect(line('--optimizers', 'ADAM', '--agent', 'ppo')).toMatch(
    /^rl-bench: unknown agent "ppo": line is learned by least-squares alone [^\n]*\n$/,
  );
  expect(line('--optimizers', 'ADAM', '--total-timesteps', '3')).toMatch(
    /^rl-bench: total-timesteps 3 is less than batch_size 32[^\n]*\n$/,
  );
});
