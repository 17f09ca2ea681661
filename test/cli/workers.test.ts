import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { interrupted, rlBench, type Started, started, temporaryFolder } from './command.ts';
import { contents } from './contents.ts';
import { rlBenchHere } from './in-this-process.ts';
import { until, workersOf } from './terminal.ts';

const sweep = [
  '--env',
  'cartpole',
  '--optimizers',
  'ADAM',
  'SGD',
  'MILO',
  '--seeds',
  '2',
  '--evaluations',
  '2',
  '--eval-episodes',
  '1',
  '--num-envs',
  '2',
  '--num-steps',
  '32',
  '--update-epochs',
  '1',
  '--network',
  'mlp(sizes=[8])',
];
const short = [...sweep, '--total-timesteps', '1600'];
const team = [
  ...['--env', 'point-nav-team(max_episode_steps=20)', '--agents', 'dr-mas', 'grpo', '--optimizers', 'ADAM'],
  ...['--horizon', '5', '--seeds', '2', '--eval-episodes', '1', '--total-timesteps', '500'],
  ...['--num-groups', '2', '--group-size', '2', '--network', 'mlp(sizes=[8])'],
];

/** What training in this process leaves. */
async function trainedHere(args: readonly string[]): Promise<unknown> {
  const folder = temporaryFolder();
  const { status, stderr } = await rlBenchHere(folder, '--quiet', ...args, '--workers', '1');
  expect(status, stderr).toBe(0);
  return contents(folder);
}

let shortOnce: Promise<unknown> | undefined;

function trainedShort(): Promise<unknown> {
  shortOnce ??= trainedHere(short);
  return shortOnce;
}

describe('--workers', () => {
  test.each([
    ['optimizers', short, trainedShort],
    ['agents of a team', team, () => trainedHere(team)],
  ])('changes nothing in the results of a sweep over %s', async (_, args, alone) => {
    const folder = temporaryFolder();
    const { status, stderr } = rlBench(folder, '--quiet', ...args, '--workers', '3');
    expect(status, stderr).toBe(0);
    expect(contents(folder)).toEqual(await alone());
  });

  test.skipIf(process.platform !== 'linux').each([
    ['at work', (child: Started) => child.stderr() !== ''],
    ['before it has read what to do', () => true],
  ])(
    'a worker that is killed %s is reported, its runs go on, and the numbers are the same',
    async (_, isTime) => {
      const folder = temporaryFolder();
      const child = started(folder, [...short, '--workers', '2', '--backend', 'simd']);
      expect(await until(() => isTime(child) && workersOf(child.pid).length > 0, 60_000)).toBe(true);
      process.kill(workersOf(child.pid)[0]!, 'SIGKILL');
      expect(await child.end).toBe(0);
      expect(child.stderr()).toMatch(
        /a worker died \(process \d+, SIGKILL\); its runs go on from their last checkpoint/,
      );
      expect(contents(folder)).toEqual(await trainedShort());
    },
  );

  test('a population that cannot be trained fails alone: the others are trained, and it can go on', () => {
    const folder = temporaryFolder();
    const [plugin, trouble] = [join(folder, 'broken.mjs'), join(folder, 'trouble')];
    writeFileSync(trouble, '');
    writeFileSync(
      plugin,
      `import { existsSync } from 'node:fs';
      export default ({ makeOptimizer, optimizers, z }) => {
        const sgd = makeOptimizer('SGD');
        const update = (gradients, state, params, context) => {
          if (context.step[0] > 16 && existsSync(${JSON.stringify(trouble)})) throw new Error('lost its way');
          return sgd.update(gradients, state, params, context);
        };
        optimizers.register({
          name: 'BROKEN', summary: 's', source: 's', settings: z.object({}), memory: () => 0,
          create: () => ({ ...sgd, update }),
        });
      };`,
    );
    const fault = `plugin "${plugin}": Error: lost its way (line 5)`;
    const run = ['--env', 'cartpole', '--optimizers', 'BROKEN', 'ADAM', 'SGD', '--seeds', '2'];
    const small = ['--num-envs', '2', '--num-steps', '32', '--network', 'mlp(sizes=[8])'];
    const budget = ['--eval-episodes', '1', '--total-timesteps', '256', '--checkpoint-interval', '0'];
    const { status, stderr, stdout } = rlBench(
      folder,
      ...run,
      ...small,
      ...budget,
      '--plugin',
      plugin,
      '--workers',
      '2',
      '--quiet',
    );
    expect(stderr).toBe(
      `rl-bench: training BROKEN failed: ${fault}; rl-bench resume 1 goes on from the last checkpoints\n`,
    );
    expect(status).toBe(1);
    expect(stdout).toMatch(/^ADAM .*\n(SGD .*\n)?/m);
    const runs = () => contents(folder).runs as { optimizer: string; status: string; error: string | null }[];
    const of = (name: string) => runs().filter(({ optimizer }) => optimizer === name);
    expect(of('BROKEN').map(({ status, error }) => [status, error])).toEqual(
      Array(2).fill(['failed', `training failed: ${fault}`]),
    );
    for (const innocent of ['ADAM', 'SGD']) {
      expect(of(innocent).map(({ status, error }) => [status, error])).toEqual(
        Array(2).fill(['finished', null]),
      );
    }
    rmSync(trouble);
    const resumed = rlBench(folder, 'resume', '--quiet');
    expect(resumed.status, resumed.stderr).toBe(0);
    expect(new Set(runs().map(({ status }) => status))).toEqual(new Set(['finished']));
  });

  test('Ctrl-C stops all workers after the updates in hand', async () => {
    const folder = temporaryFolder();
    const long = [...sweep, '--total-timesteps', '6400', '--workers', '2'];
    expect((await interrupted(folder, 'SIGINT', long)).code).toBe(130);
    expect((contents(folder) as { runs: { status: string }[] }).runs.map(({ status }) => status)).toEqual(
      Array(6).fill('interrupted'),
    );
  });

  test('no workers are refused', async () => {
    const { status, stderr } = await rlBenchHere(temporaryFolder(), ...short, '--workers', '0');
    expect(stderr).toBe('rl-bench: --workers must be integer (> 0), given 0\n');
    expect(status).toBe(2);
  });
});
