import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { safetensorsFile } from '../../src/weights/index.ts';
import { temporaryFolder } from './command.ts';
import { ask } from './contents.ts';
import { rlBenchHere } from './in-this-process.ts';

const budget = ['--eval-episodes', '3', '--workers', '1', '--quiet', '--seeds', '1', '--optimizers', 'ADAM'];
const cartpole = ['--env', 'cartpole', '--total-timesteps', '1024'];
const pendulum = ['--env', 'pendulum(max_episode_steps=30)', '--total-timesteps', '4096', '--norm-obs'];

async function done(folder: string, ...args: readonly string[]): Promise<string> {
  const said = await rlBenchHere(folder, ...args);
  expect(said.status, said.stderr).toBe(0);
  return said.stdout;
}

async function refused(folder: string, ...args: readonly string[]): Promise<string> {
  const said = await rlBenchHere(folder, ...args);
  expect(said.status, args.join(' ')).toBe(2);
  expect(said.stderr.trim().split('\n'), said.stderr).toHaveLength(1);
  return said.stderr;
}

/** How a run of a folder's file does, with drawn actions too. */
async function figures(folder: string, run: number): Promise<unknown[]> {
  const rows: Record<string, unknown>[] = JSON.parse(
    await done(folder, 'evaluate', String(run), '--json', '--sampled', '--episodes', '5'),
  );
  return rows.map(({ sampled, meanReturn, stdReturn, successRate }) => [
    ...[sampled, meanReturn, stdReturn, successRate],
  ]);
}

test.each([
  ['safetensors', cartpole],
  ['json', cartpole],
  ['safetensors', pendulum],
  ['json', pendulum],
])('a policy that went through .%s does elsewhere what it does at home: %j', async (format, task) => {
  const [home, abroad] = [temporaryFolder(), temporaryFolder()];
  await done(home, ...task, ...budget);
  const file = join(abroad, `pilot.${format}`);
  await done(home, 'policy', '1', '--out', file);
  const said = await done(abroad, 'policy', 'import', file);
  expect(said).toContain('is run 1 of experiment 1; rl-bench evaluate 1 lets it play');
  expect(await figures(abroad, 1)).toEqual(await figures(home, 1));
  expect(ask(abroad, 'select weights from policies')).toEqual(ask(home, 'select weights from policies'));
  const facts = 'select status || env || optimizer || seed || updates || env_steps from runs';
  expect(ask(abroad, facts)).toEqual(ask(home, facts));
  expect(ask(abroad, 'select imported_from from experiments')).toEqual([file]);

  // Written once more it is the same policy of the same origin.
  await done(abroad, 'policy', '1', '--out', `again.${format}`);
  const read = (path: string): string =>
    readFileSync(path, 'latin1')
      .replaceAll('\\', '')
      .replace(/"run":"\d+"/, '');
  expect(read(join(abroad, `again.${format}`))).toBe(read(file));
});

test('a team is imported by the files of all its agents', async () => {
  const folder = temporaryFolder();
  await done(
    folder,
    ...['--env', 'point-nav-team(max_episode_steps=20)', '--agents', 'dr-mas', '--horizon', '5'],
    ...['--total-timesteps', '400', '--num-groups', '2', '--group-size', '2', ...budget],
  );
  const files = ['1', '2', '3'].map((agent) => `agent-${agent}.safetensors`);
  const agents = ask(folder, 'select count(*) from policies')[0] as number;
  const own = files.slice(0, agents);
  for (const [place, file] of own.entries()) {
    await done(folder, 'policy', '1', '--of-agent', String(place + 1), '--out', file);
  }
  await done(folder, 'policy', 'import', ...own.toReversed());
  expect(await figures(folder, 2)).toEqual(await figures(folder, 1));
  expect(await refused(folder, 'policy', 'import', own[0]!)).toContain('name the files of all its agents');
});

test('what was not trained here is left out of leaderboards, and cannot be trained again', async () => {
  const folder = temporaryFolder();
  await done(folder, ...cartpole, ...budget);
  const board = await done(folder, 'leaderboard', '--json');
  await done(folder, 'policy', '1', '--out', 'pilot.json');
  await done(folder, 'policy', 'import', 'pilot.json');
  expect(await done(folder, 'leaderboard', '--json')).toBe(board);
  expect(await refused(folder, 'leaderboard', '--experiment', '2')).toContain('policy that was imported');
  expect(await refused(folder, 'verify', '2')).toContain('run 2 was imported from "pilot.json"');
  expect(await refused(folder, 'loss-map', '--policy', '2')).toContain('run 2 was imported');
  await done(folder, 'evaluate', '--experiment', '2', '--episodes', '2');
  expect((await rlBenchHere(folder, 'resume', '2')).stderr).toContain('complete');
});

test('files that are damaged, or of others, are refused in one line', async () => {
  const folder = temporaryFolder();
  await done(folder, ...cartpole, ...budget);
  await done(folder, 'policy', '1', '--out', 'p.safetensors');
  await done(folder, 'policy', '1', '--out', 'p.json');
  await done(folder, 'policy', '1', '--out', 'p.onnx');
  const bytes = readFileSync(join(folder, 'p.safetensors'));
  const data: Record<string, unknown> = JSON.parse(readFileSync(join(folder, 'p.json'), 'utf8'));
  const origin = JSON.parse(String(data.origin));
  const written = (name: string, content: Uint8Array | string | object): string => {
    const text =
      typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content);
    writeFileSync(join(folder, name), text);
    return name;
  };
  const parameters = data.parameters as Record<string, { shape: number[]; values: (number | null)[] }>;
  const [name, array] = Object.entries(parameters)[0]!;
  const planned = (change: object): object => ({
    ...data,
    origin: JSON.stringify({
      ...origin,
      planned: { ...origin.planned, population: { ...origin.planned.population, ...change } },
    }),
  });
  const huge = {
    name: 'mlp',
    positional: [],
    settings: { ...origin.planned.population.network.settings, sizes: [1e8, 1e8] },
  };
  const cases: readonly (readonly [string, string])[] = [
    ['missing.safetensors', 'there is no such file'],
    ['p.onnx', 'ends in .safetensors or .json'],
    [written('short.safetensors', bytes.subarray(0, 5)), 'too short'],
    [written('cut.safetensors', bytes.subarray(0, bytes.length - 9)), 'cannot be imported'],
    [written('long.safetensors', Buffer.concat([bytes, Buffer.alloc(3)])), 'belong to no array'],
    [written('random.safetensors', Buffer.alloc(64, 7)), 'cannot be imported'],
    [
      written(
        'foreign.safetensors',
        safetensorsFile(new Map([['w', { shape: [1], values: Float64Array.of(1) }]])),
      ),
      'does not say where its policy comes from',
    ],
    [written('empty.json', ''), 'it is no JSON'],
    [written('other.json', { a: 1 }), 'it is no policy'],
    [written('bare.json', { ...data, origin: undefined }), 'does not say where its policy comes from'],
    [written('torn.json', { ...data, origin: '{"planned"' }), 'not what rl-bench wrote'],
    [written('task.json', planned({ env: 'cartpoel' })), 'cartpoel'],
    [written('digits.json', planned({ env: 'digits' })), 'no episodes to play'],
    [written('huge.json', planned({ network: huge })), 'in it, and'],
    [
      written('nan.json', { ...data, parameters: { ...parameters, [name]: { ...array, values: [null] } } }),
      'it is no policy',
    ],
    [
      written('few.json', { ...data, parameters: { ...parameters, [name]: { ...array, values: [1] } } }),
      'and 1 values',
    ],
    [
      written('infinite.json', JSON.stringify(data).replace(/"values":\[[-\d.e]+/, '"values":[1e300')),
      'not finite',
    ],
  ];
  for (const [file, words] of cases) {
    expect(await refused(folder, 'policy', 'import', file)).toContain(words);
  }
  for (const [args, words] of [
    [['policy', 'import'], 'import which policy?'],
    [['policy', 'import', 'p.json', '--best'], '--best is for rl-bench policy RUN'],
    [['policy', 'import', 'p.json', '--out', 'x.json'], '--out is for rl-bench policy RUN'],
    [['policy', 'import', 'p.json', 'p.safetensors'], 'cartpole has one agent, given 2 files'],
    [['policy', '1'], '--out takes one value'],
    [['policy', '1', '2', '--out', 'x.json'], 'takes one run, given "2" as well'],
  ] as const) {
    expect(await refused(folder, ...args)).toContain(words);
  }
  expect(ask(folder, 'select count(*) from experiments')).toEqual([1]);
});
