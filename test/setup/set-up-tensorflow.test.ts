import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { findSetUp } from '../../src/backends/set-up-tensorflow.ts';
import { rlBenchWith, started, temporaryFolder } from '../cli/command.ts';
import { rlBenchHereWith } from '../cli/in-this-process.ts';
import { standIns } from './stand-ins.ts';

const facts = (root: string, backend = 'node') =>
  JSON.parse(readFileSync(join(root, backend, 'setup.json'), 'utf8'));

/** node-gyp's stand-in says that it has begun, and goes on for as long as it is let. */
const endless =
  "fs.writeFileSync(process.env.PATH + '/pid', String(process.pid)); setInterval(() => {}, 1000); return;";

/** Waits until node-gyp's stand-in has begun. @returns its process. */
async function compiling({ PATH }: Readonly<Record<string, string>>): Promise<number> {
  const file = join(PATH!, 'pid');
  while (!existsSync(file) || readFileSync(file, 'utf8') === '') await setTimeout(20);
  return Number(readFileSync(file, 'utf8'));
}

const setup = (variables: Readonly<Record<string, string>>, ...more: string[]) =>
  rlBenchHereWith(variables, temporaryFolder(), 'setup', 'tensorflow', ...more);

test('What is set up trains, is found again without work, is replaced whole and taken away', async () => {
  const variables = standIns();
  const root = variables.RL_BENCH_TENSORFLOW!;

  const first = await setup(variables);
  expect(first.stdout).toBe(`TensorFlow 2.21.0 trains: --backend node takes it from ${join(root, 'node')}\n`);
  expect(first.status).toBe(0);
  expect(first.stderr).toContain(`TensorFlow goes to ${join(root, 'node')} (a download of about`);
  expect(readdirSync(root)).toEqual(['node']);
  expect(facts(root)).toEqual({ tensorflow: '2.21.0', cuda: null, cudnn: null, from: '--version 2.21.0' });
  const home = join(root, 'node', 'node_modules/@tensorflow/tfjs-node');
  expect(existsSync(join(home, 'deps/lib/libtensorflow.so'))).toBe(true);
  expect(existsSync(join(home, 'build'))).toBe(false);

  const again = await setup({ ...variables, PATH: '' });
  expect(again.stdout).toMatch(/^TensorFlow 2\.21\.0 is set up already: --backend node/);
  expect(again.stderr).toBe('');

  const words = ['--env', 'cartpole', '--optimizers', 'SGD', '--seeds', '1', '--total-timesteps', '64'];
  const ppo = ['--num-envs', '1', '--num-steps', '32', '--evaluations', '1', '--quiet', '--backend', 'node'];
  expect(rlBenchWith(variables, temporaryFolder(), ...words, ...ppo).stderr).toBe('');

  const failed = await setup(
    { ...variables, ...standIns({ gyp: 'process.exit(1);' }), RL_BENCH_TENSORFLOW: root },
    '--version',
    '2.20.0',
  );
  expect(failed.status).toBe(1);
  expect(readdirSync(root)).toEqual(['node']);
  expect(facts(root).tensorflow).toBe('2.21.0');
  expect((await setup(variables, '--version', '2.20.0')).stdout).toMatch(/^TensorFlow 2\.20\.0 trains/);
  expect(facts(root)).toMatchObject({ tensorflow: '2.20.0', from: '--version 2.20.0' });
  expect(readdirSync(root)).toEqual(['node']);

  expect((await setup(variables, '--remove')).stdout).toBe(`removed ${join(root, 'node')}\n`);
  expect(readdirSync(root)).toEqual([]);
  expect((await setup(variables, '--remove')).stdout).toMatch(/^nothing is set up for --backend node/);
});

test('What was set up and has been damaged since is set up again, in a folder that may be named from where one is', async () => {
  const variables = standIns();
  const folder = dirname(variables.RL_BENCH_TENSORFLOW!);
  const here = () =>
    rlBenchHereWith({ ...variables, RL_BENCH_TENSORFLOW: 'data' }, folder, 'setup', 'tensorflow');
  expect((await here()).stdout).toMatch(/^TensorFlow 2\.21\.0 trains/);
  writeFileSync(join(folder, 'data', 'node', 'setup.json'), '{');
  expect((await here()).stdout).toMatch(/^TensorFlow 2\.21\.0 trains/);
  expect(facts(join(folder, 'data')).tensorflow).toBe('2.21.0');
  expect((await here()).stdout).toMatch(/^TensorFlow 2\.21\.0 is set up already/);
});

test("For a GPU NVIDIA's libraries lie beside TensorFlow's", async () => {
  const variables = standIns({ driver: '550.54.14', cuda: true, nvidia: true });
  const root = variables.RL_BENCH_TENSORFLOW!;
  const { stdout, stderr } = await setup(variables, '--gpu');
  expect(stderr).not.toContain('rl-bench: --gpu');
  expect(stdout).toMatch(/^TensorFlow 2\.21\.0 for CUDA 12\.5\.1 and cuDNN 9 trains: --backend cuda/);
  expect(readdirSync(join(root, 'cuda', 'lib')).sort()).toEqual([
    'libcublas.so.12',
    'libtensorflow.so',
    'libtensorflow_cc.so.2',
    'libtensorflow_framework.so',
    'libtensorflow_framework.so.2',
  ]);
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends it and what it has started, and nothing is left', async (signal, code) => {
  const variables = standIns({ gyp: endless });
  const child = started(temporaryFolder(), ['setup', 'tensorflow'], false, variables);
  const pid = await compiling(variables);
  child.kill(signal);
  expect(await child.end).toBe(code);
  expect(readdirSync(variables.RL_BENCH_TENSORFLOW!)).toEqual([]);
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});

test('What a killed one has left half is not taken for whole, and goes with the next', async () => {
  const variables = standIns({ gyp: `if (process.env.SLOW) { ${endless} }` });
  const root = variables.RL_BENCH_TENSORFLOW!;
  const child = started(temporaryFolder(), ['setup', 'tensorflow'], false, { ...variables, SLOW: '1' });
  const pid = await compiling(variables);
  child.kill('SIGKILL');
  await child.end;
  process.kill(pid, 'SIGKILL');
  expect(readdirSync(root)).toEqual([expect.stringMatching(/^node\..*\.part$/)]);
  vi.stubEnv('RL_BENCH_TENSORFLOW', root);
  expect(findSetUp('node')).toBe(undefined);
  vi.unstubAllEnvs();
  expect((await setup(variables)).status).toBe(0);
  expect(readdirSync(root)).toEqual(['node']);
});
