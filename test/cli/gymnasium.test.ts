import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hasPython } from '../envs/gymnasium/stand-in.ts';
import { temporaryFolder } from './command.ts';
import { rlBenchHere, rlBenchHereWith } from './in-this-process.ts';

const small = [
  ...['--agent', 'ppo', '--seeds', '1', '--num-envs', '2', '--num-steps', '16', '--num-minibatches', '2'],
  ...['--total-timesteps', '64', '--evaluations', '1', '--eval-episodes', '2', '--db', 'r.sqlite', '--quiet'],
];

describe.runIf(hasPython)('an environment of the Python that the user has', () => {
  test('is trained on, and its episodes are drawn', async () => {
    const folder = temporaryFolder();
    const env = 'gym(Walk-v0,max_episode_steps=8)';
    const { status, stdout, stderr } = await rlBenchHere(
      folder,
      '--env',
      env,
      '--optimizers',
      'ADAM',
      ...small,
    );
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain(env);
    const rows = await rlBenchHere(
      folder,
      'sql',
      'select env, status from runs',
      '--json',
      '--db',
      'r.sqlite',
    );
    expect(JSON.parse(rows.stdout)).toEqual([{ env, status: 'finished' }]);
    const verified = await rlBenchHere(folder, 'verify', '1', '--db', 'r.sqlite');
    expect([verified.status, verified.stderr]).toEqual([0, '']);
    const watched = await rlBenchHere(
      folder,
      'watch',
      '1',
      '--db',
      'r.sqlite',
      '--out',
      join(folder, 'w.html'),
    );
    expect(watched.status).toBe(0);
  });

  test.each([
    ['gym', {}, /^.*gym: id is missing; it must be string\n$/],
    ['gym(Unknown-v0)', {}, /^.*NameNotFound.*\n$/],
    ['gym(Walk-v0,a=1)', { RL_BENCH_GYM_PYTHON: '/nowhere/python' }, /^.*RL_BENCH_GYM_PYTHON names .*\n$/],
  ])('%s is refused in one line before anything is trained', async (env, variables, message) => {
    const folder = temporaryFolder();
    const args = ['--env', env, '--optimizers', 'ADAM', ...small];
    const { status, stderr } = await rlBenchHereWith(variables, folder, ...args);
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
  });

  test('ends the run that it fails in, with the reason', async () => {
    const folder = temporaryFolder();
    const env = 'gym(Fails-v0,how=end)';
    const { status, stderr } = await rlBenchHere(folder, '--env', env, '--optimizers', 'ADAM', ...small);
    expect(status).toBe(1);
    expect(stderr).toContain('the last that it has said is "Segmentation fault of the simulator"');
  });
});
