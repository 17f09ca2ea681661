import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openDatabase } from '../../src/store/sqlite.ts';
import { rlBench, started, temporaryFolder } from './command.ts';
import { contents, database } from './contents.ts';

const study = `
title: tuned
env: cartpole
optimizers: [ADAM, SGD]
learning_rates: [0.001, 0.01]
total_timesteps: 4096
tuning: { seeds: 2 }
seeds: 2
eval_episodes: 2
`;

function folderWithStudy(): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'study.yaml'), study);
  return folder;
}

const sweep = ['sweep', 'study.yaml', '--workers', '1'];

let known: ReturnType<typeof undisturbed> | undefined;

/** What the study leaves when nothing happens to it. */
function undisturbed(): { folder: string; left: Record<string, object[]> } {
  const folder = folderWithStudy();
  const { status, stderr } = rlBench(folder, ...sweep, '--quiet');
  expect(status, stderr).toBe(0);
  known = { folder, left: contents(folder) };
  return known;
}

test('a study is begun once: the second time it is refused, or gone on with, and nothing is written twice', () => {
  const { folder, left } = undisturbed();
  expect(left.runs).toHaveLength(12);
  const refused = rlBench(folder, ...sweep);
  expect(refused.stderr).toMatch(
    /^rl-bench: this study is in ".*" already, as experiment 1: it is complete, see rl-bench leaderboard --experiment 1; .*\n$/,
  );
  expect(refused.status).toBe(2);
  const resumed = rlBench(folder, ...sweep, '--resume');
  expect(resumed.stderr).toBe('rl-bench: experiment 1 (tuned) is complete: nothing is left to train\n');
  expect(resumed.status).toBe(0);
  expect(contents(folder)).toEqual(left);
});

test('a study that was killed again and again, while it tuned or scored, ends as an undisturbed one', async () => {
  const left = (known ?? undisturbed()).left;
  const folder = folderWithStudy();
  for (let kill = 0; kill < 4; kill++) {
    const child = started(folder, [...sweep, '--resume', '--checkpoint-interval', '0.1']);
    await child.firstProgress;
    await setTimeout(1500 * Math.random());
    child.kill('SIGKILL');
    await child.end;
  }
  const { status, stderr } = rlBench(folder, ...sweep, '--resume');
  expect(status, stderr).toBe(0);
  expect(contents(folder)).toEqual(left);
});

test('a study that was killed when all rates were tuned and none was scored goes on by resume', () => {
  const { folder, left } = undisturbed();
  const db = openDatabase(join(folder, database));
  db.pragma('foreign_keys = on');
  const config = JSON.parse(db.prepare('select config_json from experiments').pluck().get() as string);
  const tuned = config.populations.filter(({ phase }: { phase: string }) => phase === 'tuning');
  db.prepare('update experiments set config_json = ?').run(JSON.stringify({ ...config, populations: tuned }));
  db.exec("delete from runs where phase = 'scoring'");
  db.close();
  const { status, stderr } = rlBench(folder, 'resume', '--quiet');
  expect(status, stderr).toBe(0);
  expect(contents(folder)).toEqual(left);
});
