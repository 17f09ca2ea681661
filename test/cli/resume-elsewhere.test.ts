import { expect, test } from 'vitest';
import { interrupted, rlBench, temporaryFolder } from './command.ts';

const sweep = [
  ...['--env', 'cartpole', '--optimizers', 'ADAM', '--seeds', '2', '--eval-episodes', '1', '--workers', '1'],
  ...['--num-envs', '2', '--num-steps', '32', '--total-timesteps', '6400', '--network', 'mlp(sizes=[8])'],
];

const select = (folder: string, what: string): unknown =>
  JSON.parse(rlBench(folder, 'sql', what, '--json').stdout);

test('An experiment that was stopped goes on on another backend, and says so', async () => {
  const folder = temporaryFolder();
  await interrupted(folder, 'SIGTERM', [...sweep, '--backend', 'simd']);
  const [{ open }] = select(folder, "select count(*) as open from runs where status = 'interrupted'") as [
    { open: number },
  ];
  expect(open).toBe(2);

  const { status, stderr } = rlBench(folder, 'resume', '--backend', 'cpu');
  expect(status).toBe(0);
  expect(stderr).toContain('rl-bench: it goes on on cpu, not simd: ');
  expect(select(folder, 'select distinct status, backend, updates from runs')).toEqual([
    { status: 'finished', backend: expect.stringMatching(/^(simd, then )?cpu$/), updates: 100 },
  ]);
  expect(
    select(folder, 'select count(*) n, count(distinct update_index) d from updates group by run_id'),
  ).toEqual([
    { n: 100, d: 100 },
    { n: 100, d: 100 },
  ]);
  const again = rlBench(folder, 'verify', '1');
  expect([again.status, again.stderr]).toEqual([2, expect.stringContaining('was trained on simd, then cpu')]);
});

test('A backend that there is not is refused before anything is touched', () => {
  const { status, stderr } = rlBench(temporaryFolder(), 'resume', '--backend', 'cpuu');
  expect([status, stderr.split('\n')[0]]).toEqual([2, expect.stringContaining('did you mean cpu?')]);
});
