import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readWeights } from '../../src/weights/index.ts';
import { temporaryFolder } from './command.ts';
import { ask } from './contents.ts';
import { rlBenchHere } from './in-this-process.ts';

const tiny = ['--total-timesteps', '1024'];
const budget = ['--eval-episodes', '3', '--workers', '1', '--quiet'];

interface Row {
  readonly run: number;
  readonly runSeed: number;
  readonly sampled: boolean;
  readonly meanReturn: number;
  readonly stdReturn: number;
  readonly successRate: number | null;
}

async function trained(...args: readonly string[]): Promise<string> {
  const folder = temporaryFolder();
  const said = await rlBenchHere(folder, ...args, ...budget);
  expect(said.status, said.stderr).toBe(0);
  return folder;
}

async function evaluated(folder: string, ...args: readonly string[]): Promise<Row[]> {
  const said = await rlBenchHere(folder, 'evaluate', '--json', ...args);
  expect(said.status, said.stderr).toBe(0);
  return JSON.parse(said.stdout) as Row[];
}

/** Of the last evaluation in training. */
function lastEvaluation(folder: string, table: string, run: number): unknown[] {
  const last = `from ${table} where run_id = ${run} order by update_index desc limit 1`;
  return ['mean_return', 'std_return', 'success_rate'].flatMap((column) =>
    ask(folder, `select ${column} ${last}`),
  );
}

const figures = ({ meanReturn, stdReturn, successRate }: Row): unknown[] => [
  meanReturn,
  stdReturn,
  successRate,
];

test.each([
  ['a policy that chooses', ['--env', 'cartpole', '--total-timesteps', '1024']],
  [
    'one that sees normalised observations and acts with numbers',
    ['--env', 'pendulum(max_episode_steps=30)', '--total-timesteps', '4096', '--norm-obs'],
  ],
  [
    'a team, each of whose agents has left one',
    [
      ...['--env', 'point-nav-team(max_episode_steps=20)', '--agents', 'dr-mas', '--horizon', '5'],
      ...['--total-timesteps', '400', '--num-groups', '2', '--group-size', '2'],
    ],
  ],
  [
    'a network that drops units out',
    [
      '--env',
      'cartpole',
      '--total-timesteps',
      '1024',
      '--network',
      'milo-residual(width=16,blocks=1,eval_dropout=true)',
    ],
  ],
  [
    'a rule that is judged by other parameters than it trains',
    ['--env', 'cartpole', '--total-timesteps', '1024', '--optimizers', 'SCHEDULEFREE'],
  ],
])('%s: on the episodes of the last evaluation it does what it did then', async (_, args) => {
  const optimizers = args.includes('--optimizers') ? [] : ['--optimizers', 'ADAM'];
  const folder = await trained(...args, ...optimizers, '--seeds', '2', '--eval-sampled');
  for (const run of [1, 2]) {
    const [greedy, drawn] = await evaluated(
      ...([folder, String(run), '--episodes', '3', '--seed', String(run), '--sampled'] as const),
    );
    expect([greedy!.runSeed, greedy!.sampled, drawn!.sampled]).toEqual([run, false, true]);
    expect(figures(greedy!)).toEqual(lastEvaluation(folder, 'evaluations', run));
    expect(figures(drawn!)).toEqual(lastEvaluation(folder, 'sampled_evaluations', run));
  }
});

test('policies do alone what they do beside others; training and its scores stay as they were; mistakes are refused', async () => {
  const optimizers = ['--optimizers', 'ADAM', 'SGD', '--seeds', '2', '--total-timesteps', '1024'];
  const folder = await trained('--env', 'cartpole', ...optimizers, '--learning-rates', '1e-3');
  const before = await rlBenchHere(folder, 'leaderboard', '--json');

  const together = await evaluated(folder, '--experiment', '1', '--episodes', '5');
  expect(together).toHaveLength(4);
  const alone = await evaluated(folder, '3', '--episodes', '5');
  expect(alone).toEqual(together.filter(({ run }) => run === 3));
  expect(ask(folder, 'select count(*) from policy_evaluations')).toEqual([4]);

  const [first] = together;
  const [second] = await evaluated(folder, '1', '--episodes', '5', '--seed', '7');
  const [third] = await evaluated(folder, '1', '--episodes', '5', '--env', 'cartpole(gravity=30)');
  expect(new Set([first, second, third].map((row) => row!.meanReturn)).size).toBe(3);

  for (const [args, words] of [
    [['99'], 'no run 99'],
    [['one'], 'a run has a number, given "one"'],
    [[], 'name runs by their numbers, or all of an experiment'],
    [['1', '--experiment', '1'], 'name runs by their numbers, or all of an experiment'],
    [['1', '--env', 'pendulum'], 'pendulum cannot evaluate what is trained on cartpole'],
    [['1', '--env', 'digits'], 'digits has no episodes'],
    [['1', '--env', 'cartpoel'], 'cartpoel'],
    [['1', '--episodes', '0'], '--episodes'],
    [['1', '--best'], 'run 1 has left no best policy'],
  ] as const) {
    const said = await rlBenchHere(folder, 'evaluate', ...args);
    expect([said.status, said.stderr]).toEqual([2, expect.stringContaining(words)]);
    expect(said.stderr.trim().split('\n'), said.stderr).toHaveLength(1);
  }

  expect(await rlBenchHere(folder, 'leaderboard', '--json')).toEqual(before);
  const verified = await rlBenchHere(folder, 'verify', '1');
  expect(verified.status, verified.stderr).toBe(0);
});

test('a policy is written for other programs, with what there is to know of it', async () => {
  const folder = await trained('--env', 'cartpole', '--optimizers', 'ADAM', '--seeds', '1', ...tiny);
  for (const format of ['safetensors', 'json', 'onnx']) {
    const said = await rlBenchHere(folder, 'policy', '1', '--out', `pilots/p.${format}`);
    expect(said, said.stderr).toMatchObject({ status: 0, stderr: '' });
  }
  const { tensors } = readWeights(join(folder, 'pilots', 'p.safetensors'));
  const data = JSON.parse(readFileSync(join(folder, 'pilots', 'p.json'), 'utf8'));
  expect(data).toMatchObject({ run: '1', env: 'cartpole', optimizer: 'ADAM', seed: '1', policy: 'final' });
  expect(Object.keys(data.parameters)).toEqual([...tensors.keys()]);
  for (const [name, { shape, values }] of tensors) {
    expect(data.parameters[name]).toEqual({ shape, values: [...values] });
  }
  expect(readFileSync(join(folder, 'pilots', 'p.onnx')).includes('observation')).toBe(true);

  for (const [args, words] of [
    [['1', '--out', 'p.pt'], '--out takes a file that ends in .safetensors, .onnx, .json; given "p.pt"'],
    [['2', '--out', 'p.onnx'], 'no run 2'],
    [['1', '--out', 'p.onnx', '--best'], 'run 1 has left no best policy'],
    [['1', '--out', 'p.onnx', '--of-agent', '2'], 'run 1 trained one agent; drop --of-agent'],
  ] as const) {
    const said = await rlBenchHere(folder, 'policy', ...args);
    expect([said.status, said.stderr]).toEqual([2, expect.stringContaining(words)]);
  }
});

test('the best policy does what it did when it was the best', async () => {
  const folder = await trained(
    ...['--env', 'cartpole', '--optimizers', 'ADAM', '--seeds', '2', '--keep-best'],
    ...['--total-timesteps', '4096', '--evaluations', '8'],
  );
  for (const run of [1, 2]) {
    const [best] = await evaluated(folder, String(run), '--best', '--episodes', '3', '--seed', String(run));
    const highest = ask(folder, `select max(mean_return) from evaluations where run_id = ${run}`);
    expect([best!.meanReturn]).toEqual(highest);
  }
  expect(ask(folder, 'select choice from policies order by run_id, choice')).toEqual([
    ...['best', 'final', 'best', 'final'],
  ]);
});

test('a run that diverged has left no policy', async () => {
  const folder = await trained(
    ...['--env', 'cartpole', '--optimizers', 'SGD', '--learning-rates', '1e30', '--seeds', '1'],
    ...['--total-timesteps', '1024'],
  );
  expect(ask(folder, 'select status from runs')).toEqual(['diverged']);
  expect(ask(folder, 'select count(*) from policies')).toEqual([0]);
  const said = await rlBenchHere(folder, 'evaluate', '1');
  expect([said.status, said.stderr]).toEqual([2, expect.stringContaining('run 1 diverged')]);
});
