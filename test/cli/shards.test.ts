import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openReadonly, openStore } from '../../src/store/index.ts';
import { allRows } from '../store/all-rows.ts';
import { temporaryFolder } from './command.ts';
import { rlBenchHere, type Said } from './in-this-process.ts';

/** configs/quick.yaml with as little training as there can be. */
const quick = readFileSync(new URL('../../configs/quick.yaml', import.meta.url), 'utf8')
  .replaceAll(/total_timesteps: \d+/g, 'total_timesteps: 1024')
  .replace('evaluations: 5', 'evaluations: 1\neval_episodes: 2\nnetwork: mlp(sizes=[8])');

const tuned = `
title: tuned
env: cartpole
agents: ["ppo(num_envs=2,num_steps=16,num_minibatches=2,update_epochs=1)"]
network: mlp(sizes=[8])
optimizers: [ADAM, SGD(lr=0.1)]
learning_rates: [0.001, 0.01]
tuning: { seeds: 2 }
seeds: 3
total_timesteps: 64
evaluations: 1
eval_episodes: 1
`;

/** The same with a second setting that is chosen too. */
const ofSettings = tuned
  .replace('SGD(lr=0.1)', '{ name: SGD, momentum: [0, 0.9] }')
  .replace('{ seeds: 2 }', '{ seeds: 2, choose: settings }');

const small = tuned.replace('tuning: { seeds: 2 }\n', '').replace('title: tuned', 'title: small');

function folderWith(studies: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(studies)) writeFileSync(join(folder, name), text);
  return folder;
}

async function done(folder: string, ...args: readonly string[]): Promise<Said> {
  const said = await rlBenchHere(folder, ...args);
  expect(said, args.join(' ')).toMatchObject({ status: 0 });
  return said;
}

const shards = [1, 2, 3, 4];

async function trainShards(folder: string, study: string, ...more: readonly string[]): Promise<string[]> {
  for (const number of shards) {
    const own = ['--shard', `${number}/4`, '--db', `${number}.sqlite`, '--backend', 'simd', '--quiet'];
    await done(folder, 'sweep', study, ...own, ...more);
  }
  return shards.map((number) => `${number}.sqlite`);
}

function rowsOf(folder: string, file: string): ReturnType<typeof allRows> {
  const db = openReadonly(join(folder, file));
  try {
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(db.pragma('foreign_key_check')).toEqual([]);
    return allRows(db);
  } finally {
    db.close();
  }
}

/** One column of a file. */
function read(folder: string, file: string, sql: string): unknown[] {
  const db = openReadonly(join(folder, file));
  try {
    return db.prepare(sql).pluck().all();
  } finally {
    db.close();
  }
}

describe('Shards of a study', () => {
  test('merged are what one machine trains: configs/quick.yaml, and its file goes on as any other', async () => {
    const folder = folderWith({ 'quick.yaml': quick });
    const files = await trainShards(folder, 'quick.yaml');
    await done(folder, 'sweep', 'quick.yaml', '--db', 'one.sqlite', '--backend', 'simd', '--quiet');
    const first = await done(folder, 'merge', 'all.sqlite', ...files.slice(0, 3));
    expect(first.stdout).toMatch(/missing: shard 4\/4 \(not merged\)/);
    expect((await done(folder, 'merge', 'all.sqlite', ...files)).stdout).toContain('all 18 runs have ended');
    expect(rowsOf(folder, 'all.sqlite')).toEqual(rowsOf(folder, 'one.sqlite'));
    // Once more changes nothing, whether shards or the whole.
    const again = await done(folder, 'merge', 'all.sqlite', 'one.sqlite', '1.sqlite', '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({ files: [{ runsTaken: 0 }, { runsTaken: 0 }] });
    expect(rowsOf(folder, 'all.sqlite')).toEqual(rowsOf(folder, 'one.sqlite'));
    expect((await done(folder, 'resume', '1', '--db', 'all.sqlite')).stderr).toContain('is complete');
    expect((await done(folder, 'verify', '18', '--db', 'all.sqlite')).stdout).toContain('all the same');
    const board = async (db: string) => (await done(folder, 'leaderboard', '--json', '--db', db)).stdout;
    const [merged, whole] = [await board('all.sqlite'), await board('one.sqlite')];
    const timeless = (text: string) =>
      JSON.parse(text).map(({ secondsToThreshold, wallS, ...row }: object & Record<string, unknown>) => row);
    expect(timeless(merged)).toEqual(timeless(whole));
  });

  test('train nothing but their own runs, here and in resume', async () => {
    const folder = folderWith({ 'small.yaml': small });
    await done(folder, 'sweep', 'small.yaml', '--shard', '2/3', '--db', '2.sqlite', '--quiet');
    const ended = read(folder, '2.sqlite', "select count(*) from runs where status = 'finished'");
    expect(ended[0]).toBeGreaterThan(0);
    expect(ended[0]).toBeLessThan(9);
    await done(folder, 'resume', '1', '--db', '2.sqlite');
    expect(read(folder, '2.sqlite', "select count(*) from runs where status = 'finished'")).toEqual(ended);
  });

  test('may be merged before they have ended, and again when they have', async () => {
    const folder = folderWith({ 'small.yaml': small });
    const files = await trainShards(folder, 'small.yaml');
    // As a crash in the middle would have left it.
    await done(folder, 'merge', 'half.sqlite', '1.sqlite');
    const half = openStore(join(folder, 'half.sqlite'));
    half.db.exec(`
      create temp table stopped as select min(id) as id from runs where status = 'finished';
      update runs set status = 'interrupted', finished_at = null where id in (select id from stopped);
      delete from updates where update_index > 1 and run_id in (select id from stopped);
      delete from evaluations where update_index > 1 and run_id in (select id from stopped)`);
    half.close();
    await done(folder, 'merge', 'all.sqlite', 'half.sqlite', ...files.slice(1));
    await done(folder, 'merge', 'all.sqlite', '1.sqlite');
    await done(folder, 'sweep', 'small.yaml', '--db', 'one.sqlite', '--backend', 'simd', '--quiet');
    expect(rowsOf(folder, 'all.sqlite')).toEqual(rowsOf(folder, 'one.sqlite'));
  });

  test.each([
    ['learning rates', tuned],
    ['settings', ofSettings],
  ])('of a study that tunes %s choose from all tuning runs, in two stages', async (_, study) => {
    const folder = folderWith({ 'tuned.yaml': study });
    const files = await trainShards(folder, 'tuned.yaml', '--stage', 'tuning');
    const merged = await done(folder, 'merge', 'tuned.sqlite', ...files);
    expect(merged.stdout).toContain('train its shards with --stage scoring');
    await trainShards(folder, 'tuned.yaml', '--stage', 'scoring', '--tuned', 'tuned.sqlite');
    await done(folder, 'merge', 'all.sqlite', ...files);
    await done(folder, 'sweep', 'tuned.yaml', '--db', 'one.sqlite', '--backend', 'simd', '--quiet');
    expect(rowsOf(folder, 'all.sqlite')).toEqual(rowsOf(folder, 'one.sqlite'));
  });

  test('beyond the parts that there are have nothing to do, and that is no failure', async () => {
    const folder = folderWith({ 'small.yaml': small });
    const { stderr } = await done(folder, 'sweep', 'small.yaml', '--shard', '40/40', '--db', '40.sqlite');
    expect(stderr).toContain('shard 40/40 has no runs');
    expect((await done(folder, 'merge', 'all.sqlite', '40.sqlite')).stdout).toContain(
      '0 of 9 runs have ended',
    );
  });
});

describe('Experiments that were never one', () => {
  test('stand beside each other in the merged file', async () => {
    const folder = folderWith({
      'small.yaml': small,
      'other.yaml': small.replace('title: small', 'title: other'),
    });
    await done(folder, 'sweep', 'small.yaml', '--db', 'a.sqlite', '--quiet');
    await done(folder, 'sweep', 'other.yaml', '--db', 'b.sqlite', '--quiet');
    await done(folder, 'merge', 'both.sqlite', 'b.sqlite', 'a.sqlite');
    expect(read(folder, 'both.sqlite', 'select title from experiments order by id')).toEqual([
      'other',
      'small',
    ]);
    expect(read(folder, 'both.sqlite', 'select count(*) from runs')).toEqual([18]);
  });
});

describe('What cannot be meant is refused in one line', () => {
  const refused = async (folder: string, said: RegExp, ...args: readonly string[]): Promise<void> => {
    const { status, stderr } = await rlBenchHere(folder, ...args);
    expect(stderr).toMatch(said);
    expect(
      stderr
        .trim()
        .split('\n')
        .filter((line) => line !== ''),
    ).toHaveLength(1);
    expect(status).toBe(2);
  };

  test.each([
    ['17/16', /--shard takes K\/N/],
    ['0/4', /--shard takes K\/N/],
    ['3', /--shard takes K\/N/],
    ['1/0', /--shard takes K\/N/],
    ['1.5/4', /--shard takes K\/N/],
    ['-1/4', /./],
    ['a/b', /--shard takes K\/N/],
    ['1/1000000000', /--shard takes K\/N/],
  ])('--shard %s', async (shard, said) => {
    await refused(folderWith({ 'small.yaml': small }), said, 'sweep', 'small.yaml', `--shard=${shard}`);
  });

  test.each([
    ['small.yaml', ['--stage', 'tuning'], /none is named; add --shard/],
    ['small.yaml', ['--shard', '1/2', '--stage', 'tuning'], /does not; leave it out/],
    ['small.yaml', ['--shard', '1/2', '--tuned', 'x.sqlite'], /does not; leave it out/],
    ['tuned.yaml', ['--shard', '1/2'], /this study tunes: train --shard with --stage tuning/],
    ['tuned.yaml', ['--shard', '1/2', '--stage', 'both'], /--stage knows no "both"/],
    ['tuned.yaml', ['--shard', '1/2', '--stage', 'scoring'], /merge its files, and name/],
    ['tuned.yaml', ['--shard', '1/2', '--stage', 'scoring', '--tuned', 'no.sqlite'], /there is no such file/],
  ])('sweep %s %s', async (study, flags, said) => {
    const folder = folderWith({ 'small.yaml': small, 'tuned.yaml': tuned });
    await refused(folder, said, 'sweep', study, ...flags);
  });

  test('merging what is not there, not ours, named twice or of another plan, version or backend', async () => {
    const folder = folderWith({
      'small.yaml': small,
      'changed.yaml': small.replace('total_timesteps: 64', 'total_timesteps: 96'),
      'text.sqlite': 'no results',
      'tuned.yaml': tuned,
    });
    const shard = (study: string, number: number, db: string, ...more: readonly string[]) =>
      done(folder, 'sweep', study, '--shard', `${number}/2`, '--db', db, '--quiet', ...more);
    await shard('small.yaml', 1, '1.sqlite');
    await shard('changed.yaml', 2, 'changed.sqlite');
    await shard('small.yaml', 2, 'cpu.sqlite', '--backend', 'cpu');
    await shard('small.yaml', 2, 'older.sqlite');
    // The first of two shards has all tuning runs, the second the optimizer that has but one learning rate.
    await shard('tuned.yaml', 2, 'tuned.sqlite', '--stage', 'tuning');
    const older = openStore(join(folder, 'older.sqlite'));
    older.db.exec("update experiments set version = '0.0.9'");
    older.close();
    const merge = (said: RegExp, ...files: readonly string[]) => refused(folder, said, 'merge', ...files);
    await merge(/merge what into "all.sqlite"\?/, 'all.sqlite');
    await merge(/there is no such file/, 'all.sqlite', 'shard-*.sqlite');
    await merge(/it is no SQLite database/, 'all.sqlite', 'text.sqlite');
    await merge(/"1.sqlite" is named twice/, 'all.sqlite', '1.sqlite', '1.sqlite');
    await merge(/is the file to merge into/, '1.sqlite', '1.sqlite');
    await done(folder, 'merge', 'all.sqlite', '1.sqlite');
    const before = rowsOf(folder, 'all.sqlite');
    await merge(/of another version of the study than experiment 1/, 'all.sqlite', 'changed.sqlite');
    await merge(/was trained on cpu, and experiment 1 on simd/, 'all.sqlite', 'cpu.sqlite');
    await merge(/was trained by rl-bench 0\.0\.9, and experiment 1 by/, 'all.sqlite', 'older.sqlite');
    expect(rowsOf(folder, 'all.sqlite')).toEqual(before);
    const scoring = ['--shard', '2/2', '--stage', 'scoring'];
    const sweep = (said: RegExp, ...args: readonly string[]) => refused(folder, said, 'sweep', ...args);
    await sweep(/has shard 2\/2 of stage tuning alone/, 'tuned.yaml', ...scoring, '--tuned', 'tuned.sqlite');
    await sweep(/has no experiment of this study/, 'tuned.yaml', ...scoring, '--tuned', '1.sqlite');
    await done(folder, 'merge', 'half.sqlite', 'tuned.sqlite');
    await sweep(
      /tuning runs in "half.sqlite" have not ended/,
      'tuned.yaml',
      ...scoring,
      '--tuned',
      'half.sqlite',
    );
    await sweep(
      /has shard 1\/2 of this study.* shard 2\/2 is asked for/,
      'small.yaml',
      '--shard',
      '2/2',
      '--db',
      '1.sqlite',
      '--resume',
    );
    await sweep(/has all of this study/, 'small.yaml', '--shard', '2/2', '--db', 'all.sqlite', '--resume');
    await refused(
      folder,
      /all its shards train on simd/,
      'resume',
      '1',
      '--db',
      '1.sqlite',
      '--backend',
      'cpu',
    );
  });
});
