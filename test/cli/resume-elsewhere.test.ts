import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../../src/store/sqlite.ts';
import { interrupted, temporaryFolder } from './command.ts';
import { ask, contents, database } from './contents.ts';
import { rlBenchHere } from './in-this-process.ts';

const sweep = [
  ...['--env', 'cartpole', '--optimizers', 'ADAM', '--seeds', '2', '--eval-episodes', '1', '--workers', '1'],
  ...[
    '--num-envs',
    '2',
    '--num-steps',
    '32',
    '--update-epochs',
    '1',
    '--total-timesteps',
    '51200', // a slow machine delivers the signal late, and a fast one has ended soon
    '--network',
    'mlp(sizes=[8])',
  ],
];

const select = async (folder: string, what: string): Promise<unknown> =>
  JSON.parse((await rlBenchHere(folder, 'sql', what, '--json')).stdout);

test('An experiment that was stopped goes on on another backend, and says so', async () => {
  const folder = temporaryFolder();
  await interrupted(folder, 'SIGTERM', [...sweep, '--backend', 'simd']);
  const [{ open }] = (await select(
    folder,
    "select count(*) as open from runs where status = 'interrupted'",
  )) as [{ open: number }];
  expect(open).toBe(2);

  const { status, stderr } = await rlBenchHere(folder, 'resume', '--backend', 'cpu');
  expect(status).toBe(0);
  expect(stderr).toContain('rl-bench: it goes on on cpu, not simd: ');
  expect(await select(folder, 'select distinct status, backend, updates from runs')).toEqual([
    { status: 'finished', backend: expect.stringMatching(/^(simd, then )?cpu$/), updates: 800 },
  ]);
  expect(
    await select(folder, 'select count(*) n, count(distinct update_index) d from updates group by run_id'),
  ).toEqual([
    { n: 800, d: 800 },
    { n: 800, d: 800 },
  ]);
  const again = await rlBenchHere(folder, 'verify', '1');
  expect([again.status, again.stderr]).toEqual([2, expect.stringContaining('was trained on simd, then cpu')]);
});

test('A backend that there is not is refused before anything is touched', async () => {
  const { status, stderr } = await rlBenchHere(temporaryFolder(), 'resume', '--backend', 'cpuu');
  expect([status, stderr.split('\n')[0]]).toEqual([2, expect.stringContaining('did you mean cpu?')]);
});

test('A run whose checkpoint was computed to other bits begins again, and ends as if it had never been there', async () => {
  const [folder, undisturbed] = [temporaryFolder(), temporaryFolder()];
  await interrupted(folder, 'SIGTERM', [...sweep, '--backend', 'simd']);
  const db = openDatabase(join(folder, database));
  db.exec(`update runs set bits_json = json_set(bits_json, '$.host_functions', 'others') where id = 1;
    update updates set policy_loss = 17 where run_id = 1`);
  db.close();
  const { status, stderr } = await rlBenchHere(folder, 'resume');
  expect(status).toBe(0);
  expect(stderr).toContain(
    `rl-bench: run 1 cannot go on to the same bits on ${hostname()} (functions of another JavaScript engine), and begins again there\n`,
  );
  expect((await rlBenchHere(undisturbed, ...sweep, '--backend', 'simd')).status).toBe(0);
  expect(contents(folder)).toEqual(contents(undisturbed));
  expect(ask(folder, 'select distinct machine from runs')).toEqual([hostname()]);
});
