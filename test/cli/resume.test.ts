import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/store/sqlite.ts';
import { interrupted, rlBench, started, temporaryFolder } from './command.ts';
import { ask, contents, database } from './contents.ts';
import { rlBenchHere } from './in-this-process.ts';
import { killedAfter, patience, updates } from './killed-after.ts';
import { until } from './terminal.ts';

/** Small updates, of several minibatches: what is stopped and resumed needs many of them. */
const smallUpdates = ['--update-epochs', '1', '--network', 'mlp(sizes=[8,8])', '--eval-episodes', '1'];
const sweep = [
  ...['--env', 'cartpole', '--optimizers', 'ADAM', 'SGD', 'MILO', '--seeds', '2', '--evaluations', '2'],
  ...['--num-envs', '2', '--num-steps', '32', ...smallUpdates],
];
const long = [...sweep, '--total-timesteps', '12800'];
/** What Ctrl-C finds at work whenever it comes, on a fast machine too. */
const longer = [...sweep, '--total-timesteps', '51200'];
const teams = [
  ...['--env', 'point-nav-team(max_episode_steps=20)', '--agents', 'dr-mas', 'grpo', '--optimizers', 'ADAM'],
  ...['--horizon', '5', '--num-groups', '2', '--group-size', '2', '--seeds', '2', '--evaluations', '2'],
  ...['--total-timesteps', '4000', '--kl-coef', '0.1', ...smallUpdates],
];
/** Two blocks of seeds, between which the scores decide. */
const sequential = [
  ...['--env', 'point-nav', '--optimizers', 'ADAM(lr=1e-7)', 'ADAM(lr=1e-7,eps=1e-7)', 'SGD(lr=1e3)'],
  ...['--seeds', 'auto(block=2,max=4,alpha=0.1)', '--num-envs', '2', '--num-steps', '32', ...smallUpdates],
  ...['--total-timesteps', '12800', '--evaluations', '1'],
];

const undisturbedOnce = new Map<readonly string[], Promise<unknown>>();

/** What training leaves when nothing happens to it. */
function undisturbed(args: readonly string[]): Promise<unknown> {
  if (!undisturbedOnce.has(args)) undisturbedOnce.set(args, trained(args));
  return undisturbedOnce.get(args)!;
}

async function trained(args: readonly string[]): Promise<unknown> {
  const folder = temporaryFolder();
  const { status, stderr } = await rlBenchHere(folder, '--quiet', ...args);
  expect(status, stderr).toBe(0);
  return contents(folder);
}

let stoppedOnce: Promise<string> | undefined;

/** A folder with what Ctrl-C leaves of `longer`. */
async function stopped(): Promise<string> {
  stoppedOnce ??= (async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rl-bench-stopped-'));
    const { code } = await interrupted(folder, 'SIGINT', [...longer, '--workers', '1']);
    expect(code).toBe(130);
    return folder;
  })();
  const copy = temporaryFolder();
  cpSync(await stoppedOnce, copy, { recursive: true });
  return copy;
}

afterAll(async () => {
  if (stoppedOnce) rmSync(await stoppedOnce, { recursive: true });
});

describe('resume', () => {
  test.each([
    ['in this process', long, '1'],
    ['in worker processes', long, '3'],
    ['with teams, references and horizons', teams, '1'],
    ['with sequential seeds', sequential, '2'],
  ])(
    'after three kills at random moments ends where an undisturbed run ends, %s',
    async (_, args, workers) => {
      const folder = temporaryFolder();
      const how = ['--workers', workers, '--checkpoint-interval', '0.02'];
      const counts = Array.from({ length: 3 }, () => 1 + Math.floor(200 * Math.random()));
      const said = `killed after ${counts} updates`;
      const kills = [await killedAfter(folder, [...args, ...how], counts[0]!)];
      for (const count of counts.slice(1)) kills.push(await killedAfter(folder, ['resume', ...how], count));
      expect(kills[0], said).toBe(true);
      const { status, stderr } = await rlBenchHere(folder, 'resume');
      expect(status, stderr).toBe(0);
      expect(contents(folder), said).toEqual(await undisturbed(args));
      expect(ask(folder, 'select count(*) from checkpoints')).toEqual([0]);
    },
  );

  test('after Ctrl-C loses not even an update', async () => {
    const folder = await stopped();
    // Only the clock would make checkpoints otherwise, once a minute.
    const saved = ask(
      folder,
      'select c.update_index - r.updates from checkpoints c join runs r on r.id = c.run_id',
    );
    expect(saved).toEqual([0, 0]);
    expect(rlBench(folder, 'resume', '1').status).toBe(0);
    expect(contents(folder)).toEqual(await undisturbed(longer));
  });

  test('refuses a damaged checkpoint by name, and trains its run from the beginning if asked to', async () => {
    const folder = await stopped();
    const db = openDatabase(join(folder, database));
    const [damaged] = db.prepare('select run_id from checkpoints order by 1').pluck().all() as [number];
    const state = db.prepare<[number], Buffer>('select state from checkpoints where run_id = ?').pluck();
    const bytes = state.get(damaged)!;
    bytes[bytes.length >> 1]! ^= 1;
    db.prepare('update checkpoints set state = ? where run_id = ?').run(bytes, damaged);
    db.close();
    const refused = await rlBenchHere(folder, 'resume');
    expect(refused.stderr).toBe(
      `rl-bench: run ${damaged} cannot go on from its checkpoint: its bytes are not those that were written; ` +
        'rl-bench resume 1 --restart-damaged trains it from the beginning and goes on with the others\n',
    );
    expect(refused.status).toBe(2);
    const again = await rlBenchHere(folder, 'resume', '1', '--restart-damaged');
    expect(again.stderr).toContain(`run ${damaged} cannot go on from a checkpoint and begins again`);
    expect(again.status).toBe(0);
    expect(contents(folder)).toEqual(await undisturbed(longer));
  });

  test('has nothing to do where every run has ended, and says so', async () => {
    const folder = temporaryFolder();
    await rlBenchHere(folder, '--quiet', ...sweep, '--total-timesteps', '64');
    const before = contents(folder);
    const again = await rlBenchHere(folder, 'resume');
    expect(again.stderr).toBe('rl-bench: every run has come to an end; there is nothing to resume\n');
    expect(again.status).toBe(0);
    const named = await rlBenchHere(folder, 'resume', '1');
    expect(named.stderr).toBe('rl-bench: experiment 1 is complete: nothing is left to train\n');
    expect(named.stdout).toContain('final return');
    expect(contents(folder)).toEqual(before);
  });

  test.each([
    [['resume'], /^rl-bench: no results in ".*": there is no such file; start with rl-bench run/],
    [['resume', '--backend', 'cpu'], /^rl-bench: no results in ".*": there is no such file/],
    [['resume', '--num-envs', '4'], /has no flag --num-envs; it belongs to/],
    [['verify', 'first'], /^rl-bench: a run has a number, given "first"; e\.g\. rl-bench verify 3\n$/],
    [['verify', '1'], /^rl-bench: no results in/],
  ])('%j without results is refused', async (args, message) => {
    const { status, stderr } = await rlBenchHere(temporaryFolder(), ...args);
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
  });
});

describe('one results file', () => {
  test('has one writer: the second is refused, or waits if asked to', async () => {
    const folder = temporaryFolder();
    const first = started(folder, [...sweep, '--total-timesteps', '500000', '--workers', '1']);
    expect(await until(() => updates(folder) > 0, patience)).toBe(true);
    const short = [...sweep, '--total-timesteps', '64', '--workers', '1'];
    const refused = await rlBenchHere(folder, ...short);
    expect(refused.stderr).toMatch(
      /^rl-bench: another rl-bench is writing to ".*"; let this one wait for it with --wait, or /,
    );
    expect(refused.status).toBe(1);
    const second = started(folder, [...short, '--wait']);
    expect(await second.firstProgress).toBe(
      'rl-bench: another rl-bench is writing to the file; this one waits for it\n',
    );
    first.kill('SIGKILL');
    expect(await second.end).toBe(0);
    expect(ask(folder, "select distinct experiment_id from runs where status = 'finished'")).toEqual([2]);
  });
});

describe('verify', () => {
  test('trains a run again alone, and every number is the same', async () => {
    const folder = temporaryFolder();
    await rlBenchHere(folder, '--quiet', ...sweep, '--total-timesteps', '128');
    const again = await rlBenchHere(folder, 'verify', '4');
    expect(again.stdout).toMatch(/^run 4 trained again: \d+ rows, all the same\n$/);
    expect(again.status).toBe(0);

    const db = openDatabase(join(folder, database));
    db.exec('update updates set policy_loss = policy_loss + 1e-9 where run_id = 4 and update_index = 2');
    db.exec('delete from evaluations where run_id = 4 and update_index = 0');
    db.close();
    const changed = await rlBenchHere(folder, '--verify', '4', '--json');
    expect(changed.stderr).toMatch(
      /^rl-bench: run 4 trained again is not the same: row 1 of updates: policy_loss was -?[\d.e-]+, is -?[\d.e-]+; row 0 of evaluations: /,
    );
    expect(changed.status).toBe(1);
    expect(JSON.parse(changed.stdout)).toMatchObject({
      run: 4,
      differences: [
        { table: 'updates', row: 1, column: 'policy_loss' },
        { table: 'evaluations', row: 0 },
      ],
    });

    const spoilt = openDatabase(join(folder, database));
    spoilt.exec('alter table episodes rename column length to duration');
    spoilt.close();
    const refused = await rlBenchHere(folder, 'verify', '4');
    expect(refused.stderr).toMatch(/^rl-bench: [^\n]+\n$/);
    expect(refused.status).toBe(2);
  });
});
