import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openReadonly, openStore } from '../../src/store/index.ts';
import { temporaryFolder } from './command.ts';
import { rlBenchHere, type Said } from './in-this-process.ts';

const study = `
title: sequential
env: point-nav
agents: ["ppo(num_envs=2,num_steps=16,num_minibatches=2,update_epochs=1)"]
network: mlp(sizes=[8])
optimizers: [ADAM(lr=1e-7), "ADAM(lr=1e-7,eps=1e-7)", SGD(lr=1e3)]
seeds: auto(block=3,max=6,alpha=0.6)
total_timesteps: 64
evaluations: 1
eval_episodes: 1
`;

function folderWith(text = study): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'study.yaml'), text);
  return folder;
}

async function done(folder: string, ...args: readonly string[]): Promise<Said> {
  const said = await rlBenchHere(folder, ...args);
  expect(said, args.join(' ')).toMatchObject({ status: 0 });
  return said;
}

/** What was decided, as a file has it. */
function decisions(folder: string, file: string): unknown {
  const db = openReadonly(join(folder, file));
  try {
    return db.prepare(`select config_json -> '$.decisions' from experiments`).pluck().all();
  } finally {
    db.close();
  }
}

const results = 'runs/rl-bench.sqlite';
const small = ['--workers', '1', '--backend', 'simd'];

test('a study trains its blocks, and compare says what was decided, alone and beside another experiment', async () => {
  const folder = folderWith();
  const { stderr } = await done(folder, 'sweep', 'study.yaml', ...small);
  expect(stderr).toContain('after block 1 of seeds 0 of 3 pairs are decided; another block follows: 9 runs');
  expect(stderr).toContain('It took 18 runs of the 18 that 6 seeds of every optimizer are: none was saved.');
  expect(stderr).not.toContain('tuned');

  const { notes } = JSON.parse((await done(folder, 'compare', '--json')).stdout) as { notes: string[] };
  expect(notes[0]).toContain('Seeds were chosen sequentially, auto(block=3,max=6,alpha=0.6)');
  expect(notes.join()).not.toContain('Enlarged');

  writeFileSync(join(folder, 'fixed.yaml'), study.replace(/seeds: .*/, 'seeds: 6'));
  await done(folder, 'sweep', 'fixed.yaml', ...small, '--db', 'fixed.sqlite', '--quiet');
  const both = ['--db', results, '--db', 'fixed.sqlite'];
  const beside = JSON.parse((await done(folder, 'compare', '--json', ...both)).stdout) as { notes: string[] };
  const said = beside.notes.join('\n');
  expect(said).toMatch(/The seeds of experiment 1 of ".*" were chosen sequentially, auto\(/);
  expect(said.match(/chosen sequentially/g)).toHaveLength(1);
  expect(said).not.toContain('Enlarged');
});

test('flags say the same as YAML: --resume finds the study, and nothing is left of it', async () => {
  const folder = folderWith();
  const seeds = ['--seeds', 'auto(block=3,max=6,alpha=0.6)'];
  writeFileSync(join(folder, 'bare.yaml'), study.replace(/seeds: .*\n/, ''));
  await done(folder, 'sweep', 'study.yaml', ...small, '--quiet');
  const { stderr } = await done(folder, '--config', 'bare.yaml', ...seeds, ...small, '--resume');
  expect(stderr).toContain('experiment 1 (sequential) is complete');
  expect((await done(folder, 'resume')).stderr).toContain('there is nothing to resume');
});

test('--dry-run shows the first block and says so', async () => {
  const { stdout, stderr } = await done(folderWith(), 'sweep', 'study.yaml', '--dry-run', ...small);
  expect(stdout).toContain('would train 9 runs');
  expect(stderr).toContain('this is the first block of them, and up to 2 are trained');
});

test('merged with a file that had got further, an experiment has the decisions of that', async () => {
  const folder = folderWith();
  await done(folder, 'sweep', 'study.yaml', ...small, '--quiet');
  const whole = decisions(folder, results);
  // As it is before the last look at the scores.
  cpSync(join(folder, results), join(folder, 'before.sqlite'));
  const before = openStore(join(folder, 'before.sqlite'));
  before.db.exec(
    `update experiments set config_json = json_set(config_json, '$.decisions.runs', 9, '$.decisions.tasks[0].open', json('["SGD"]'))`,
  );
  before.close();
  await done(folder, 'merge', 'before.sqlite', results);
  expect(decisions(folder, 'before.sqlite')).toEqual(whole);
  await done(folder, 'merge', results, 'before.sqlite');
  expect(decisions(folder, results)).toEqual(whole);
  await done(folder, 'merge', 'new.sqlite', 'before.sqlite');
  expect(decisions(folder, 'new.sqlite')).toEqual(whole);
});

test.each([
  [['sweep', 'study.yaml', '--slurm', '--shards', '2'], 'leave --slurm out'],
  [['sweep', 'study.yaml', '--shard', '1/2'], 'leave --shard out'],
  [['--config', 'study.yaml', '--seeds', 'auto(block=4,max=6)'], 'write max=8'],
  [['--config', 'study.yaml', '--seeds', 'auto(4)'], 'by name'],
  [['--env', 'point-nav', '--optimizers', 'ADAM', '--seeds', 'auto'], 'ADAM is alone with'],
  [['ablate', 'ADAM', '--env', 'point-nav', '--seeds', 'auto'], '--seeds must be integer'],
])('%j is refused in one line', async (words, said) => {
  const { status, stderr } = await rlBenchHere(folderWith(), ...words);
  expect(status).toBe(2);
  expect(stderr).toContain(said);
  expect(stderr.trimEnd()).not.toContain('\n');
});

test('a mistake in a study is said with its line', async () => {
  const { status, stderr } = await rlBenchHere(
    folderWith(study.replace('max=6', 'max=7')),
    ...['sweep', 'study.yaml'],
  );
  expect(status).toBe(2);
  expect(stderr).toContain('study.yaml:7: seeds auto trains blocks of 3 seeds');
});
