import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openDatabase } from '../../src/store/sqlite.ts';
import { rlBench, temporaryFolder } from './command.ts';
import { contents, database } from './contents.ts';
import { rlBenchHere } from './in-this-process.ts';
import { killedAfter } from './killed-after.ts';

const study = `
title: tuned
env: cartpole
optimizers: [ADAM, SGD]
learning_rates: [0.001, 0.01]
agents: ["ppo(num_envs=2,num_steps=32,update_epochs=1)"]
network: mlp(sizes=[8])
total_timesteps: 1280
tuning: { seeds: 2 }
seeds: 2
evaluations: 2
eval_episodes: 1
`;

function folderWithStudy(): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'study.yaml'), study);
  return folder;
}

const sweep = ['sweep', 'study.yaml', '--workers', '1'];

let known: Promise<{ folder: string; left: Record<string, object[]> }> | undefined;

/** What the study leaves when nothing happens to it, and a copy of the folder that holds it. */
async function undisturbed(): Promise<{ folder: string; left: Record<string, object[]> }> {
  known ??= (async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rl-bench-study-'));
    writeFileSync(join(folder, 'study.yaml'), study);
    const { status, stderr } = await rlBenchHere(folder, ...sweep, '--quiet');
    expect(status, stderr).toBe(0);
    return { folder, left: contents(folder) };
  })();
  const { folder, left } = await known;
  const copy = temporaryFolder();
  cpSync(folder, copy, { recursive: true });
  return { folder: copy, left };
}

afterAll(async () => {
  if (known) rmSync((await known).folder, { recursive: true });
});

test('a study is begun once: the second time it is refused, or gone on with, and nothing is written twice', async () => {
  const { folder, left } = await undisturbed();
  expect(left.runs).toHaveLength(12);
  const refused = await rlBenchHere(folder, ...sweep);
  expect(refused.stderr).toMatch(
    /^rl-bench: this study is in ".*" already, as experiment 1: it is complete, see rl-bench leaderboard --experiment 1; .*\n$/,
  );
  expect(refused.status).toBe(2);
  const resumed = await rlBenchHere(folder, ...sweep, '--resume');
  expect(resumed.stderr).toBe('rl-bench: experiment 1 (tuned) is complete: nothing is left to train\n');
  expect(resumed.status).toBe(0);
  expect(contents(folder)).toEqual(left);
});

test('a study that was killed again and again, while it tuned or scored, ends as an undisturbed one', async () => {
  const { left } = await undisturbed();
  const folder = folderWithStudy();
  // It computes 160 updates to tune, and 80 to score.
  const counts = Array.from({ length: 3 }, () => 1 + Math.floor(70 * Math.random()));
  const kills: boolean[] = [];
  for (const count of counts) {
    kills.push(await killedAfter(folder, [...sweep, '--resume', '--checkpoint-interval', '0.02'], count));
  }
  const said = `killed after ${counts} updates`;
  expect(kills[0], said).toBe(true);
  const { status, stderr } = rlBench(folder, ...sweep, '--resume');
  expect(status, stderr).toBe(0);
  expect(contents(folder), said).toEqual(left);
});

test('a study that was killed when all rates were tuned and none was scored goes on by resume', async () => {
  const { folder, left } = await undisturbed();
  const db = openDatabase(join(folder, database));
  db.pragma('foreign_keys = on');
  const config = JSON.parse(db.prepare('select config_json from experiments').pluck().get() as string);
  const tuned = config.populations.filter(({ phase }: { phase: string }) => phase === 'tuning');
  db.prepare('update experiments set config_json = ?').run(JSON.stringify({ ...config, populations: tuned }));
  db.exec("delete from runs where phase = 'scoring'");
  db.close();
  const { status, stderr } = await rlBenchHere(folder, 'resume', '--quiet');
  expect(status, stderr).toBe(0);
  expect(contents(folder)).toEqual(left);
});
