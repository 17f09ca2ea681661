import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockForWriting, openStore } from '../../src/store/index.ts';
import { end, episode, evaluation, newExperiment, policy } from '../store/records.ts';
import { temporaryFolder } from './command.ts';
import { ask, database } from './contents.ts';
import { rlBenchHere } from './in-this-process.ts';

/** A file with a large experiment that is complete, a small one that waits, and one without runs. */
function made(): string {
  const folder = temporaryFolder();
  const store = openStore(join(folder, database));
  const large = store.createExperiment(newExperiment([{}, {}], { title: 'large' }));
  store.write(large.runIds, [
    ...Array.from({ length: 4000 }, (_, index) => episode({ episode: index })),
    evaluation(),
    policy({ weights: new Uint8Array(100_000) }),
    end(),
    end({ member: 1, status: 'diverged' }),
  ]);
  const small = store.createExperiment(newExperiment([{}, {}], { title: 'small' }));
  store.write(small.runIds, [episode(), end()]);
  store.createExperiment(newExperiment([], { title: '' }));
  store.close();
  return folder;
}

async function done(folder: string, ...args: readonly string[]): Promise<string> {
  const said = await rlBenchHere(folder, 'experiments', ...args);
  expect(said.status, said.stderr).toBe(0);
  return said.stdout;
}

test('lists what there is: titles, when, how far, runs and size', async () => {
  const folder = made();
  const lines = (await done(folder)).trimEnd().split('\n');
  expect(lines[0]).toMatch(/^id +title +when +status +runs +size$/);
  expect(lines[2]).toMatch(/^ 1 +large +\d{4}-\d\d-\d\d \d\d:\d\d +complete +2 +\d+\.\d kB$/);
  expect(lines[3]).toMatch(/^ 2 +small .* waiting +1 of 2 +\d+(\.\d)? (bytes|kB)$/);
  expect(lines[4]).toMatch(/^ 3 +rl-bench --env cartpole .* without runs +0 /);
  const listed: { id: number; bytes: number; runs: object }[] = JSON.parse(await done(folder, '--json'));
  expect(listed.map(({ runs }) => runs)).toEqual([
    { diverged: 1, finished: 1 },
    { finished: 1, queued: 1 },
    {},
  ]);
  const [large, small] = listed;
  expect(large!.bytes).toBeGreaterThan(100_000);
  expect(large!.bytes).toBeGreaterThan(10 * small!.bytes);
  const all = listed.reduce((sum, { bytes }) => sum + bytes, 0);
  expect(all).toBeLessThanOrEqual(statSync(join(folder, database)).size);
});

test('titles, tags and notes are given and taken away', async () => {
  const folder = made();
  expect(await done(folder, 'rename', '1', 'first look')).toContain('"first look" now, no longer "large"');
  expect(await done(folder, 'tag', 'first look', 'paper', 'cartpole', 'paper')).toContain(
    'tagged paper, cartpole',
  );
  await done(folder, 'note', '2', 'with the old recipe');
  const list = await done(folder);
  expect(list).toMatch(/first look .* paper cartpole$/m);
  expect(list).toMatch(/^2: with the old recipe$/m);
  expect(await done(folder, '--tag', 'paper')).not.toContain('small');
  expect(ask(folder, 'select title || tags from experiments where id = 1')).toEqual([
    'first lookpaper cartpole',
  ]);
  await done(folder, 'tag', '1');
  await done(folder, 'note', '2', '');
  expect(ask(folder, 'select count(*) from experiments where tags is null and note is null')).toEqual([3]);
});

test('delete says what went with an experiment, and vacuum makes the file smaller', async () => {
  const folder = made();
  const size = (): number => statSync(join(folder, database)).size;
  const before = size();
  expect(await done(folder, 'delete', '1', 'large')).toContain(
    'deleted experiment 1 "large" with its rows: 2 of runs, 4000 of episodes, 1 of evaluations, 1 of policies;',
  );
  expect(ask(folder, 'select id from experiments')).toEqual([2, 3]);
  expect(ask(folder, 'select count(*) from episodes')).toEqual([1]);
  expect(await done(folder, 'vacuum')).toMatch(/^the file has \d+ bytes now, it had \d+$/m);
  expect(size()).toBeLessThan(before / 2);
});

test('nothing is changed while another rl-bench writes, and wrong words are refused in one line', async () => {
  const folder = made();
  const unlock = await lockForWriting(join(folder, database));
  const locked = await rlBenchHere(folder, 'experiments', 'delete', '1');
  expect([locked.status, locked.stderr]).toEqual([1, expect.stringContaining('another rl-bench is writing')]);
  // Reading waits for nobody.
  expect(await done(folder)).toContain('large');
  unlock();
  for (const [args, words] of [
    [['delete'], 'delete takes experiments; type: rl-bench experiments delete ID…'],
    [['delete', '1', '9'], 'no experiment "9"'],
    [['rename', '1'], 'rename takes an experiment and a title'],
    [['rename', '1', 'a', 'b'], 'rename takes an experiment and a title'],
    [['tag', '1', 'two words'], 'takes words without blanks, given "two words"'],
    [['vacuum', '1'], 'vacuum takes nothing, given "1"'],
    [['delte', '1'], 'given "delte": did you mean delete?'],
    [['--tag', 'none'], 'no experiment has the tag "none"; none has a tag'],
    [['delete', '1', '--json'], '--json is of the list'],
    [['delete', '1', '--db', 'none.sqlite'], 'there is no such file'],
  ] as const) {
    const said = await rlBenchHere(folder, 'experiments', ...args);
    expect([said.status, said.stderr]).toEqual([2, expect.stringContaining(words)]);
    expect(said.stderr.trim().split('\n'), said.stderr).toHaveLength(1);
  }
  expect(ask(folder, 'select count(*) from experiments')).toEqual([3]);
});
