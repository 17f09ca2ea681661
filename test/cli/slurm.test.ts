import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { openReadonly } from '../../src/store/index.ts';
import { allRows } from '../store/all-rows.ts';
import { rlBench, rlBenchWith, temporaryFolder } from './command.ts';

const study = `
title: a study
env: cartpole
agents: ["ppo(num_envs=2,num_steps=16,num_minibatches=2,update_epochs=1)"]
network: mlp(sizes=[8])
optimizers: [ADAM, SGD]
seeds: 2
total_timesteps: 3200
evaluations: 2
eval_episodes: 1
`;
const tuned = study
  .replace('[ADAM, SGD]', '[ADAM]\nlearning_rates: [0.001, 0.01]\ntuning: { seeds: 1 }')
  .replace('3200', '64');

/** A folder with a study, and the stand-ins of Slurm in front of the path. */
function withSlurm(text: string): { folder: string; variables: Record<string, string> } {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'study.yaml'), text);
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  for (const name of ['sbatch', 'scontrol']) {
    const script = fileURLToPath(new URL(`./slurm/${name}.js`, import.meta.url));
    writeFileSync(join(bin, name), `#!/bin/bash\nexec ${process.execPath} ${script} "$@"\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return {
    folder,
    variables: {
      PATH: `${bin}${delimiter}${process.env.PATH}`,
      SLURM_STAND_IN: join(folder, 'slurm'),
      SLURM_SHARDS: join(folder, 'slurm-a-study'),
    },
  };
}

function rowsOf(folder: string, file: string): ReturnType<typeof allRows> {
  const db = openReadonly(join(folder, file));
  try {
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    return allRows(db);
  } finally {
    db.close();
  }
}

const flags = ['--backend', 'simd', '--workers', '1'];

describe('sweep --slurm', () => {
  test('trains on past a limit and a lost node, and merges what one machine would have trained', () => {
    const { folder, variables } = withSlurm(study);
    const trouble = { ...variables, SLURM_LIMIT: '1', SLURM_CRASH: '2' };
    const more = [
      '--slurm',
      '--shards',
      '2',
      '--submit',
      '--checkpoint-interval',
      '0.01',
      '--db',
      'all.sqlite',
    ];
    const { status, stdout, stderr } = rlBenchWith(trouble, folder, 'sweep', 'study.yaml', ...flags, ...more);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('trained: job 1, merged: job 2');
    const log = (name: string) => readFileSync(join(folder, 'slurm-a-study', name), 'utf8');
    expect(log('shard-1.log')).toContain('shard 1 was stopped at its limit; it is queued again');
    expect(log('merge.log')).toContain('all 4 runs have ended');
    const one = rlBench(folder, 'sweep', 'study.yaml', ...flags, '--db', 'one.sqlite', '--quiet');
    expect(one.status).toBe(0);
    expect(rowsOf(folder, 'all.sqlite')).toEqual(rowsOf(folder, 'one.sqlite'));
  });

  test('trains a study that tunes in two stages, each after the merge of the one before', () => {
    const { folder, variables } = withSlurm(tuned);
    const more = ['--slurm', '--shards', '2', '--submit', '--db', 'all.sqlite'];
    const { status, stdout } = rlBenchWith(variables, folder, 'sweep', 'study.yaml', ...flags, ...more);
    expect(status).toBe(0);
    expect(stdout).toContain('tuning: job 1, tuned: job 2, scoring: job 3, merged: job 4');
    rlBench(folder, 'sweep', 'study.yaml', ...flags, '--db', 'one.sqlite', '--quiet');
    expect(rowsOf(folder, 'all.sqlite')).toEqual(rowsOf(folder, 'one.sqlite'));
  });

  test('writes scripts that bash can read, and submits nothing unless it is told to', () => {
    const { folder } = withSlurm(study);
    const { stdout } = rlBench(folder, 'sweep', 'study.yaml', '--slurm');
    expect(stdout).toContain('bash slurm-a-study/submit.sh');
    for (const name of ['shards.sbatch', 'merge.sbatch', 'submit.sh']) {
      const script = join(folder, 'slurm-a-study', name);
      expect(spawnSync('bash', ['-n', script]).status).toBe(0);
      expect(readFileSync(script, 'utf8')).not.toContain('undefined');
    }
  });

  test.each([
    [['--shards', '3'], /--shards says something of --slurm/],
    [['--submit'], /--submit says something of --slurm/],
    [['--slurm', '--shards', '0'], /--shards is a number from 1/],
    [['--slurm', '--shards', 'many'], /--shards is a number from 1/],
    [['--slurm', '--shard', '1/2'], /--shard is for one shard/],
    [['--slurm', '--submit'], /there is no sbatch here/],
  ])('refuses %s in one line', (given, said) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'study.yaml'), study);
    const { status, stderr } = rlBenchWith({ PATH: '/nowhere' }, folder, 'sweep', 'study.yaml', ...given);
    expect(stderr).toMatch(said);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(status).toBe(2);
  });
});
