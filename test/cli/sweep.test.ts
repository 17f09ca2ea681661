import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { descriptionText } from '../../src/cli/dry-run.ts';
import { openDatabase } from '../../src/store/sqlite.ts';
import type { PlanDescription } from '../../src/sweep/cost/describe-plan.ts';
import { rlBench, temporaryFolder } from './command.ts';
import { rlBenchHere, rlBenchHereWith } from './in-this-process.ts';
// Loaded before the tests, whose time is limited.
import '../../src/cli/commands/sweep.ts';

const database = join('runs', 'rl-bench.sqlite');

/** A folder with a study in it. */
function folderWith(text: string): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'studies'));
  writeFileSync(join(folder, 'studies', 'mine.yaml'), text);
  return folder;
}

const mine = 'studies/mine.yaml';

const small = `# two environments, a grid and two seeds
title: mine
envs: [cartpole, "pendulum(max_episode_steps=50)"]
agents: ["ppo(num_envs=2,num_steps=64)"]
network: mlp(sizes=[8])
optimizers:
  - MUON
  - { name: SGD, momentum: [0, 0.9], lr: [0.1, 0.2] }
seeds: 2
total_timesteps: 256
evaluations: 1
eval_episodes: 2
`;

function runsIn(folder: string): unknown[] {
  const db = openDatabase(join(folder, database), { readonly: true });
  try {
    const runs = `select env, optimizer, learning_rate lr, count(*) n from runs where status = 'finished'
                  group by 1, 2, 3 order by min(id)`;
    return db.prepare(runs).all();
  } finally {
    db.close();
  }
}

let describedOnce: Promise<unknown> | undefined;

/** What `--dry-run --json` says of the small study. */
async function described<T>(): Promise<T> {
  describedOnce ??= rlBenchHere(folderWith(small), 'sweep', mine, '--dry-run', '--json').then(({ stdout }) =>
    JSON.parse(stdout),
  );
  return describedOnce as Promise<T>;
}

describe('rl-bench sweep', () => {
  test('trains every combination of a study and prints a table for each environment', () => {
    const folder = folderWith(small);
    const { status, stdout, stderr } = rlBench(folder, 'sweep', mine);
    expect(status, stderr).toBe(0);
    const settings = [
      { optimizer: 'MUON' },
      ...['SGD(momentum=0)', 'SGD(momentum=0.9)'].flatMap((optimizer) =>
        [0.1, 0.2].map((lr) => ({ optimizer, lr })),
      ),
    ];
    expect(runsIn(folder)).toMatchObject(
      ['cartpole', 'pendulum(max_episode_steps=50)'].flatMap((env) =>
        settings.map((each) => ({ env, ...each, n: 2 })),
      ),
    );
    for (const env of ['cartpole', 'pendulum(max_episode_steps=50)'])
      expect(stdout).toContain(`mine: ${env}`);
    expect(stderr).toMatch(/^cartpole MUON +2 runs/m);
    for (const line of stderr.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('--dry-run says what would be trained and writes nothing', async () => {
    const folder = folderWith(small);
    const { status, stdout, stderr } = await rlBenchHere(folder, 'sweep', mine, '--dry-run');
    expect(status, stderr).toBe(0);
    expect(stdout).toContain('"mine" would train 20 runs in 6 populations');
    expect(stdout).toMatch(/^SGD\(momentum=0\.9\) +0\.1, 0\.2 +1, 2 +4 +scoring$/m);
    expect(stdout).toMatch(/^parameters +MUON on cartpole:\n +by MUON \d+: actor\.0\.kernel/m);
    // How long its numbers are decides where the sentence is broken.
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(/ time about .* an estimate from a few updates memory /);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(readdirSync(folder)).toEqual(['studies']);
  });

  test('--dry-run --json says the same to programs, with all parameters by the rule that treats them', async () => {
    const answer = await described<{
      runs: number;
      populations: {
        optimizer: string;
        parameters: number;
        routes: { rule: string; numbers: number; parameters: string[] }[] | null;
      }[];
      estimate: Record<string, number> & { shares: { worker: number; population: number; runs: number }[] };
    }>();
    expect(answer).toMatchObject({ title: 'mine', runs: 20, tuning: null });
    expect(answer.populations[1]).toMatchObject({
      env: 'cartpole',
      agent: 'ppo(num_envs=2,num_steps=64)',
      optimizer: 'SGD(momentum=0)',
      phase: 'scoring',
      learningRates: [0.1, 0.2],
      seeds: [1, 2],
      totalTimesteps: 256,
      runs: 4,
      routes: null,
    });
    const [{ parameters, routes }] = answer.populations as [(typeof answer.populations)[0]];
    expect(routes!.map(({ rule }) => rule)).toContain('MUON');
    expect(routes!.reduce((sum, { numbers }) => sum + numbers, 0)).toBe(parameters);
    const { shares, ...figures } = answer.estimate;
    for (const figure of Object.values(figures)) expect(figure).toBeGreaterThan(0);
    expect(shares.reduce((sum, { runs }) => sum + runs, 0)).toBe(20);
  });

  test('--dry-run says which worker would train what, those together that train the same', async () => {
    const answer = await described<PlanDescription>();
    const shares = [
      { worker: 0, population: 0, runs: 4 },
      { worker: 1, population: 1, runs: 2 },
      { worker: 2, population: 1, runs: 2 },
      { worker: 0, population: 3, runs: 1 },
    ];
    const text = descriptionText({ ...answer, estimate: { ...answer.estimate, workers: 3, shares } });
    expect(text).toMatch(
      /^worker 1 +4 runs of MUON on cartpole, 1 of MUON on\n +pendulum\(max_episode_steps=50\)$/m,
    );
    expect(text).toMatch(/^workers 2, 3 +each 2 runs of SGD\(momentum=0\) on cartpole$/m);
    const parts = [8, 8, 4].map((runs) => ({ worker: 1, population: 0, runs }));
    const inParts = { ...answer.estimate, workers: 2, shares: [...parts, shares[3]!] };
    expect(descriptionText({ ...answer, estimate: inParts })).toMatch(
      /^worker 2 +20 runs of MUON on cartpole in 3 parts$/m,
    );
  });

  test('finds the studies that come with it from any folder, and says of tuning what comes after it', async () => {
    const folder = temporaryFolder();
    const { status, stdout, stderr } = await rlBenchHere(
      folder,
      'sweep',
      'configs/classic-control.yaml',
      '--dry-run',
    );
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/^then +the best learning rate/m);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('--print-schema prints the JSON Schema of studies', async () => {
    const { stdout } = await rlBenchHere(temporaryFolder(), 'sweep', '--print-schema');
    expect(JSON.parse(stdout)).toMatchObject({ required: ['optimizers'], additionalProperties: false });
  });

  test.each([
    [
      'a misspelled key',
      small.replace('seeds:', 'seedz:'),
      ['sweep', mine],
      /mine\.yaml:9: .*did you mean seeds\?/,
    ],
    ['no study', small, ['sweep'], /sweep which study\?/],
    ['a study that is not there', small, ['sweep', 'mine.yaml'], /mine\.yaml: there is no such file/],
    ['a folder', small, ['sweep', 'studies'], /studies: it is a folder/],
    ['a flag of run', small, ['sweep', mine, '--seeds', '3'], /as it stands, given --seeds/],
    ['an unknown backend', small, ['sweep', mine, '--backend', 'gpu'], /known: simd/],
  ])('%s: one line, exit code 2, nothing written', async (_name, text, args, message) => {
    const folder = folderWith(text);
    const { status, stdout, stderr } = await rlBenchHere(folder, ...args);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^rl-bench: [^\n]+\n$/);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(readdirSync(folder)).toEqual(['studies']);
  });
});

describe('rl-bench --config', () => {
  test('lays flags and variables over a study', async () => {
    const folder = temporaryFolder();
    const { status, stderr } = await rlBenchHereWith(
      { RL_BENCH_SEEDS: '1', RL_BENCH_EVAL_EPISODES: '1' },
      folder,
      ...['--config', 'quick', '--total-timesteps', '1024', '--optimizers', 'SGD', '--num-steps', '64'],
    );
    expect(status, stderr).toBe(0);
    expect(runsIn(folder)).toMatchObject([
      { env: 'cartpole', optimizer: 'SGD', n: 1 },
      { env: 'point-nav', optimizer: 'SGD', n: 1 },
    ]);
  });

  test('and --dry-run show what that would train', async () => {
    const folder = temporaryFolder();
    const { stdout } = await rlBenchHere(folder, '--config', 'quick', '--seeds', '1', '--dry-run');
    expect(stdout).toContain('"quick" would train 6 runs');
    expect(readdirSync(folder)).toEqual([]);
  });
});
