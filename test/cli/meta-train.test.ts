import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readWeights, safetensorsFile } from '../../src/weights/index.ts';
import { temporaryFolder } from './command.ts';
import { ask } from './contents.ts';
import { rlBenchHere } from './in-this-process.ts';
import { smallRuns, tinyMetaTraining as tiny } from './tiny-meta-training.ts';

/** The header of a `.safetensors` file. */
function headerOf(path: string): { readonly __metadata__: Readonly<Record<string, string>> } {
  const bytes = readFileSync(path);
  return JSON.parse(bytes.toString('utf8', 8, 8 + Number(bytes.readBigUInt64LE(0))));
}

test('A tiny meta-training makes weights that can be used, and gone on from', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'adafaclo.safetensors');
  const said = await rlBenchHere(folder, ...tiny, '--figure', 'fitness.svg');
  expect(said).toMatchObject({
    status: 0,
    stderr: expect.stringMatching(/generation 1\/2 .*\n.*generation 2\/2 .* in/),
  });
  expect(said.stdout).toContain(`SHA-256 ${readWeights(file).sha256}`);
  expect(said.stdout).toContain(
    `rl-bench --env cartpole --optimizers 'ADAFACLO(weights=adafaclo.safetensors,step_mult=0.02)' ADAM`,
  );

  expect(headerOf(file).__metadata__).toMatchObject({
    optimizer: expect.stringContaining('step_mult=0.02'),
    env: 'cartpole',
    generations: '2',
    pairs: '2',
    seeds: '2',
    seed: '7',
    sigma: '0.1',
    total_timesteps: '256',
  });
  expect([...readWeights(file).tensors].map(([name, { shape }]) => [name, shape])).toEqual([
    ['network.input.weight', [3, 39]],
    ['network.input.bias', [3]],
    ['network.linear_0.weight', [3, 3]],
    ['network.linear_0.bias', [3]],
    ['network.output.weight', [2, 3]],
    ['network.output.bias', [2]],
    ['momentum_decays', [3]],
    ['rms_decays', [1]],
    ['adafactor_decays', [3]],
  ]);

  const picture = readFileSync(join(folder, 'fitness.svg'), 'utf8');
  for (const words of ['best candidate', 'difference within pairs', '>generation', '>fitness']) {
    expect(picture).toContain(words);
  }
  expect(ask(folder, 'select generation from meta_generations')).toEqual([1, 2]);
  expect(ask(folder, 'select count(*) from meta_pairs where plus_fitness > 5 and minus_fitness > 5')).toEqual(
    [4],
  );
  expect(
    ask(
      folder,
      'select abs(mean_fitness - (select avg(plus_fitness + minus_fitness) / 2 from meta_pairs where meta_generation_id = g.id)) < 1e-9 from meta_generations g',
    ),
  ).toEqual([1, 1]);
  expect(ask(folder, 'select generation from meta_states')).toEqual([2]);
  expect(ask(folder, 'select count(*) from runs')).toEqual([0]);

  // Its weights serve as any others do, and as a beginning.
  const weights = 'ADAFACLO(weights=adafaclo.safetensors)';
  const used = await rlBenchHere(
    folder,
    '--env',
    'cartpole',
    '--optimizers',
    weights,
    '--seeds',
    '1',
    '--quiet',
    ...smallRuns,
  );
  expect(used).toMatchObject({ status: 0, stdout: expect.stringContaining('ADAFACLO') });
  const further = [
    ...tiny,
    '--init-from',
    'adafaclo.safetensors',
    '--out',
    'further.safetensors',
    '--json',
    '--quiet',
  ];
  const again = await rlBenchHere(folder, ...further.filter((word) => !['--hidden', '3'].includes(word)));
  expect(again.status, again.stderr).toBe(0);
  expect(JSON.parse(again.stdout)).toEqual({
    experiment: 3,
    generations: 2,
    out: 'further.safetensors',
    sha256: readWeights(join(folder, 'further.safetensors')).sha256,
    optimizer: 'ADAFACLO(weights=further.safetensors,step_mult=0.02)',
  });
  expect(headerOf(join(folder, 'further.safetensors')).__metadata__).toMatchObject({
    init_sha256: readWeights(file).sha256,
    sigma: '0.03',
  });

  const refused = await rlBenchHere(folder, ...tiny, '--out', 'other.safetensors');
  expect(refused).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(
      /^rl-bench: this meta-training is in ".*" already, as experiment 1: go on with it by --resume; .*\n$/,
    ),
  });
  const complete = await rlBenchHere(folder, ...tiny, '--out', 'other.safetensors', '--resume', '--quiet');
  expect(complete.status, complete.stderr).toBe(0);
  expect(readFileSync(join(folder, 'other.safetensors'))).toEqual(readFileSync(file));

  const nowhere = ['--resume', '--quiet', '--out', join('other.safetensors', 'within.safetensors')];
  const unwritten = await rlBenchHere(folder, ...tiny, ...nowhere);
  expect(unwritten).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/^rl-bench: cannot write .* with --resume writes the weights from .*\n$/),
  });
});

test('candidates can be ranked by their last evaluation, on tasks without episodes too', async () => {
  const folder = temporaryFolder();
  const { status, stderr } = await rlBenchHere(
    folder,
    ...[
      'meta-train',
      'ELO',
      '--env',
      'digits',
      '--fitness',
      'evaluation',
      '--generations',
      '1',
      '--pairs',
      '1',
    ],
    ...['--hidden', '2', '--total-timesteps', '1024', '--network', 'mlp(sizes=[4])', '--quiet'],
  );
  expect(status, stderr).toBe(0);
  const judged = 'plus_fitness between 0 and 1 and plus_fitness != minus_fitness';
  expect(ask(folder, `select ${judged} from meta_pairs`)).toEqual([1]);
});

const persistent = [
  ...['--strategy', 'pes', '--truncations', '3', '--total-timesteps', '576', '--quiet'],
  ...['--generations', '5', '--pairs', '3', '--out', 'pes.safetensors'],
];

test('with persistent candidates every generation trains the next piece of their runs', async () => {
  const folder = temporaryFolder();
  const given = tiny.filter(
    (_, index) => !/--(generations|pairs|total-timesteps)/.test(`${tiny[index]} ${tiny[index - 1]}`),
  );
  const { status, stderr } = await rlBenchHere(folder, ...given, ...persistent);
  expect(status, stderr).toBe(0);
  expect(headerOf(join(folder, 'pes.safetensors')).__metadata__).toMatchObject({
    strategy: 'pes',
    truncations: '3',
  });
  // Of three pairs the first begins anew after one piece, the second after two, all others after three.
  expect(ask(folder, 'select group_concat(truncation) from meta_pairs group by pair order by pair')).toEqual([
    '1,1,2,3,1',
    '1,2,1,2,3',
    '1,2,3,1,2',
  ]);
  expect(
    ask(folder, 'select (select count(*) from meta_inner_runs) + count(*) from meta_checkpoints'),
  ).toEqual([0]);
});

const refusals: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['no optimizer', ['--env', 'cartpole'], /^meta-train which optimizer\?/],
  ['no task', ['ADAFACLO'], /^--env is missing/],
  [
    'an optimizer without weights',
    ['ADAM', '--env', 'cartpole'],
    /trains the weights of ADAFACLO, MULO, ELO, given ADAM/,
  ],
  ['a wrapper', ['CLIP(ADAFACLO)', '--env', 'cartpole'], /given CLIP/],
  [
    'weights',
    ['ADAFACLO(weights=x)', '--env', 'cartpole'],
    /drop weights, and begin with a file by --init-from/,
  ],
  [
    'decays, which are trained too',
    ['ADAFACLO(rms_decays=[0])', '--env', 'cartpole'],
    /rms_decays are what meta-train makes; drop rms_decays,/,
  ],
  [
    'a beginning that is not there',
    ['ADAFACLO', '--env', 'cartpole', '--init-from', 'none'],
    /there is no such file/,
  ],
  [
    'a beginning of another kind',
    ['ADAFACLO', '--env', 'cartpole', '--init-from', 'other.safetensors'],
    /are none of this optimizer/,
  ],
  ['two agents', ['ADAFACLO', '--env', 'cartpole', '--agents', 'ppo', 'reinforce'], /one task and one agent/],
  [
    'pieces of runs that have none',
    ['ADAFACLO', '--env', 'cartpole', '--truncations', '3'],
    /--truncations are the pieces of runs with --strategy pes; add --strategy pes/,
  ],
  [
    'more pieces than updates',
    ['ADAFACLO', '--env', 'cartpole', '--strategy', 'pes', '--truncations', '9', ...smallRuns],
    /9 truncations are more than the 4 updates of a run; take fewer --truncations/,
  ],
  ['no pairs', ['ADAFACLO', '--env', 'cartpole', '--pairs', '0'], /--pairs must be/],
  [
    'a picture of another kind',
    ['ADAFACLO', '--env', 'cartpole', '--figure', 'fitness.pdf'],
    /--figure needs the name of an \.svg or a \.png file/,
  ],
  [
    'a file of another kind',
    ['ADAFACLO', '--env', 'cartpole', '--out', 'weights.npy'],
    /--out needs the name of a \.safetensors file/,
  ],
  [
    'a file that is there',
    ['ADAFACLO', '--env', 'cartpole', '--out', 'other.safetensors'],
    /is there already; .* --force/,
  ],
];

test.each(refusals)('meta-train refuses in one line: %s', async (_what, args, message) => {
  const folder = temporaryFolder();
  writeFileSync(
    join(folder, 'other.safetensors'),
    safetensorsFile(new Map([['a', { shape: [1], values: Float64Array.of(1) }]])),
  );
  const { status, stdout, stderr } = await rlBenchHere(folder, 'meta-train', ...args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^rl-bench: [^\n]+\n$/);
  expect(stderr.slice('rl-bench: '.length)).toMatch(message);
  expect(existsSync(join(folder, 'runs'))).toBe(false);
});
