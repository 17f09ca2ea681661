import { expect, test } from 'vitest';
import { temporaryFolder } from './command.ts';
import { contents } from './contents.ts';
import { rlBenchHere } from './in-this-process.ts';

const small = [
  ...['--env', 'point-nav-team(max_episode_steps=20)', '--agents', 'dr-mas', '--optimizers', 'ADAM', 'SGD'],
  ...[
    '--horizon',
    '5',
    '--seeds',
    '2',
    '--eval-episodes',
    '2',
    '--evaluations',
    '2',
    '--total-timesteps',
    '400',
  ],
  ...['--num-groups', '2', '--group-size', '2', '--network', 'mlp(sizes=[8])'],
];

test('--eval-sampled adds rows of their own and a column, and leaves all others as they are', async () => {
  const [plain, sampled] = [temporaryFolder(), temporaryFolder()];
  expect((await rlBenchHere(plain, ...small, '--quiet', '--workers', '1')).status).toBe(0);
  const told = await rlBenchHere(sampled, ...small, '--quiet', '--workers', '2', '--eval-sampled');
  expect(told.status, told.stderr).toBe(0);
  expect(told.stdout).toMatch(/final return +sampled/);
  expect(told.stdout).toContain('sampled: on the same episodes with exploration, as in training.');
  const { runs: plainRuns, sampled_evaluations: none, ...before } = contents(plain);
  const { runs: _, sampled_evaluations: drawn, ...after } = contents(sampled);
  expect(after).toEqual(before);
  expect(none).toEqual([]);
  expect(drawn).toHaveLength(plainRuns!.length * 3);

  const verified = await rlBenchHere(sampled, 'verify', '3', '--json');
  expect(verified.status, verified.stderr).toBe(0);
});
