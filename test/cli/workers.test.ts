import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { interrupted, rlBench, started, temporaryFolder } from './command.ts';
import { contents } from './contents.ts';

const sweep = [
  '--env',
  'cartpole',
  '--optimizers',
  'ADAM',
  'SGD',
  'MILO',
  '--seeds',
  '2',
  '--eval-episodes',
  '2',
];
const short = [...sweep, '--total-timesteps', '4096'];
const team = [
  ...['--env', 'point-nav-team(max_episode_steps=50)', '--agents', 'dr-mas', 'grpo', '--optimizers', 'ADAM'],
  ...['--horizon', '5', '--seeds', '2', '--eval-episodes', '2', '--total-timesteps', '1000'],
];

function trained(...args: readonly string[]): unknown {
  const folder = temporaryFolder();
  const { status, stderr } = rlBench(folder, '--quiet', ...args);
  expect(status, stderr).toBe(0);
  return contents(folder);
}

describe('--workers', () => {
  test.each([
    ['optimizers', short],
    ['agents of a team', team],
  ])('changes nothing in the results of a sweep over %s', (_, args) => {
    expect(trained(...args, '--workers', '3')).toEqual(trained(...args, '--workers', '1'));
  });

  test.skipIf(process.platform !== 'linux')(
    'a worker that is killed is reported, its runs go on, and the numbers are the same',
    async () => {
      const folder = temporaryFolder();
      const child = started(folder, [...short, '--workers', '2']);
      const stderr = await child.firstProgress;
      expect(stderr).not.toBe('');
      const workers = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ');
      process.kill(Number(workers[0]), 'SIGKILL');
      expect(await child.end).toBe(0);
      expect(child.stderr()).toMatch(
        /a worker died \(process \d+, SIGKILL\); its runs go on from their last checkpoint/,
      );
      expect(contents(folder)).toEqual(trained(...short, '--workers', '1'));
    },
  );

  test('Ctrl-C stops all workers after the updates in hand', async () => {
    const folder = temporaryFolder();
    const long = [...sweep, '--total-timesteps', '40960', '--workers', '2'];
    expect((await interrupted(folder, 'SIGINT', long)).code).toBe(130);
    expect((contents(folder) as { runs: { status: string }[] }).runs.map(({ status }) => status)).toEqual(
      Array(6).fill('interrupted'),
    );
  });

  test('no workers are refused', () => {
    const { status, stderr } = rlBench(temporaryFolder(), ...short, '--workers', '0');
    expect(stderr).toBe('rl-bench: --workers must be integer (> 0), given 0\n');
    expect(status).toBe(2);
  });
});
