import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { columnName, views } from '../../src/results/index.ts';
import { openDatabase } from '../../src/store/sqlite.ts';
import { interrupted, rlBench, type Started, started, temporaryFolder } from './command.ts';
import { contents, database } from './contents.ts';
import { rlBenchHere } from './in-this-process.ts';
import { until, workersOf } from './terminal.ts';

/** @param numSteps of a roll-out: with longer ones the same training is fewer updates. */
const sweep = (numSteps: number): string[] => [
  ...['--env', 'cartpole', '--optimizers', 'ADAM', 'SGD', 'MILO', '--seeds', '2', '--evaluations', '2'],
  ...['--eval-episodes', '1', '--num-envs', '2', '--num-steps', String(numSteps), '--update-epochs', '1'],
  ...['--network', 'mlp(sizes=[8])'],
];
const small = ['--num-envs', '2', '--num-steps', '32', '--update-epochs', '1', '--network', 'mlp(sizes=[8])'];
const short = [...sweep(32), '--total-timesteps', '1600'];
/** A team whose members stop their epochs early, each by itself, and two stages; a learning rate on which runs diverge. */
const tuned = `
  title: tuned
  env: point-nav-team(max_episode_steps=20)
  agents: [{ name: dr-mas, horizon: 5, num_groups: 2, group_size: 2, target_kl: 0.001 }]
  optimizers: [{ name: ADAM, lr: [0.01, 1e30] }, SGD(lr=0.5)]
  network: mlp(sizes=[8])
  total_timesteps: 500
  eval_episodes: 1
  tuning: { seeds: 2 }
  seeds: 3
`;

/** All rows of all views in their own order, but for what the clock says. */
function viewed(folder: string): Record<string, unknown[]> {
  const db = openDatabase(join(folder, database), { readonly: true });
  try {
    return Object.fromEntries(
      views.map(({ name, columns }) => {
        const steady = Object.keys(columns).filter((field) => !columns[field]!.wallClock);
        return [name, db.prepare(`select ${steady.map(columnName).join(', ')} from ${name}`).all()];
      }),
    );
  } finally {
    db.close();
  }
}

function rows(folder: string, sql: string): { update_index: number }[] {
  const db = openDatabase(join(folder, database), { readonly: true });
  try {
    return db.prepare<[], { update_index: number }>(sql).all();
  } finally {
    db.close();
  }
}

/** Updates that all runs of a file have made, which may not be there yet. */
function updatesIn(folder: string): number {
  try {
    const sql = `select min(made) as update_index from (
      select coalesce(max(update_index), 0) as made from runs left join updates on runs.id = run_id group by runs.id)`;
    return rows(folder, sql)[0]!.update_index;
  } catch {
    return 0;
  }
}

/** What training in this process leaves. */
async function trainedHere(args: readonly string[]): Promise<unknown> {
  const folder = temporaryFolder();
  const { status, stderr } = await rlBenchHere(folder, '--quiet', ...args, '--workers', '1');
  expect(status, stderr).toBe(0);
  return contents(folder);
}

let shortOnce: Promise<unknown> | undefined;

function trainedShort(): Promise<unknown> {
  shortOnce ??= trainedHere(short);
  return shortOnce;
}

describe('--workers', () => {
  test('changes nothing in the results, whichever members it trains together', async () => {
    const of = async (workers: string) => {
      const folder = temporaryFolder();
      writeFileSync(join(folder, 'tuned.yaml'), tuned);
      const { status, stderr } = await rlBenchHere(
        folder,
        'sweep',
        'tuned.yaml',
        '--quiet',
        '--workers',
        workers,
      );
      expect(status, stderr).toBe(0);
      return { tables: contents(folder), views: viewed(folder) };
    };
    const alone = await of('1');
    const runs = alone.tables.runs as { status: string; phase: string }[];
    expect(new Set(runs.map(({ phase, status }) => `${phase} ${status}`))).toEqual(
      new Set(['tuning finished', 'tuning diverged', 'scoring finished']),
    );
    for (const workers of ['2', '3', '5']) expect(await of(workers), workers).toEqual(alone);
  });

  test('trains members of one optimizer in several processes', async () => {
    const folder = temporaryFolder();
    const one = ['--env', 'cartpole', '--optimizers', 'ADAM', '--seeds', '4', '--eval-episodes', '1'];
    const budget = ['--total-timesteps', '2560'];
    const child = started(folder, [...one, ...small, ...budget, '--workers', '4']);
    expect(await until(() => workersOf(child.pid).length === 4, 60_000)).toBe(true);
    child.kill('SIGINT');
    expect(await child.end).toBe(130);
    // Goes on with others of them.
    const { status, stderr } = await rlBenchHere(folder, 'resume', '--quiet', '--workers', '3');
    expect(status, stderr).toBe(0);
    expect(contents(folder)).toEqual(await trainedHere([...one, ...small, ...budget]));
  });

  test.skipIf(process.platform !== 'linux')(
    'lets long training begin in one process, and moves it to others when it is known what it costs',
    async () => {
      // Half of so many members take about half the time, however roughly that is measured on a busy machine.
      const long = [
        ...['--env', 'cartpole', '--optimizers', 'ADAM', '--seeds', '8', '--eval-episodes', '1'],
        ...['--num-envs', '2', '--num-steps', '32', '--update-epochs', '1'],
      ];
      const learned = `select seed, update_index, policy_loss, value_loss from updates join runs on runs.id = run_id
        where update_index <= (select min(updates) from runs) order by 1, 2`;
      /** What the runs have learned until something is so. */
      const stoppedWhen = async (workers: string, isTime: (folder: string, child: Started) => boolean) => {
        const folder = temporaryFolder();
        const child = started(folder, [...long, '--total-timesteps', '5M', '--workers', workers]);
        expect(await until(() => isTime(folder, child), 120_000)).toBe(true);
        child.kill('SIGINT');
        expect(await child.end).toBe(130);
        return rows(folder, learned);
      };
      let before = 0;
      const moved = await stoppedWhen('2', (folder, child) => {
        if (workersOf(child.pid).length < 2) {
          before = Math.max(before, updatesIn(folder));
          return false;
        }
        return updatesIn(folder) > before + 10;
      });
      expect(before).toBeGreaterThan(0);
      const here = await stoppedWhen('1', (folder) => updatesIn(folder) > before + 10);
      const common = Math.min(moved.at(-1)!.update_index, here.at(-1)!.update_index);
      const of = (all: typeof moved) => all.filter(({ update_index }) => update_index <= common);
      expect(of(moved)).toEqual(of(here));
    },
  );

  test.skipIf(process.platform !== 'linux').each([
    ['at work', (child: Started) => child.stderr() !== ''],
    ['before it has read what to do', () => true],
  ])(
    'a worker that is killed %s is reported, its runs go on, and the numbers are the same',
    async (_, isTime) => {
      const folder = temporaryFolder();
      const child = started(folder, [...short, '--workers', '2', '--backend', 'simd']);
      expect(await until(() => isTime(child) && workersOf(child.pid).length > 0, 60_000)).toBe(true);
      process.kill(workersOf(child.pid)[0]!, 'SIGKILL');
      expect(await child.end).toBe(0);
      expect(child.stderr()).toMatch(
        /a worker died \(process \d+, SIGKILL\); its runs go on from their last checkpoint/,
      );
      expect(contents(folder)).toEqual(await trainedShort());
    },
  );

  test.skipIf(process.platform !== 'linux')(
    'a worker trains one population after the other, and leaves when all are trained',
    async () => {
      const folder = temporaryFolder();
      const child = started(folder, [...short, '--workers', '1']);
      const seen = new Set<number>();
      let hasEnded = false;
      void child.end.then(() => {
        hasEnded = true;
      });
      await until(() => {
        for (const pid of workersOf(child.pid)) seen.add(pid);
        return hasEnded;
      }, 60_000);
      expect(await child.end).toBe(0);
      expect(seen.size).toBe(1);
      expect(contents(folder)).toEqual(await trainedShort());
    },
  );

  test('a population that cannot be trained fails alone: the others are trained, and it can go on', () => {
    const folder = temporaryFolder();
    const [plugin, trouble] = [join(folder, 'broken.mjs'), join(folder, 'trouble')];
    writeFileSync(trouble, '');
    writeFileSync(
      plugin,
      `import { existsSync } from 'node:fs';
      export default ({ makeOptimizer, optimizers, z }) => {
        const sgd = makeOptimizer('SGD');
        const update = (gradients, state, params, context) => {
          if (context.step[0] > 16 && existsSync(${JSON.stringify(trouble)})) throw new Error('lost its way');
          return sgd.update(gradients, state, params, context);
        };
        optimizers.register({
          name: 'BROKEN', summary: 's', source: 's', settings: z.object({}), memory: () => 0,
          create: () => ({ ...sgd, update }),
        });
      };`,
    );
    const fault = `plugin "${plugin}": Error: lost its way (line 5)`;
    const run = ['--env', 'cartpole', '--optimizers', 'BROKEN', 'ADAM', 'SGD', '--seeds', '2'];
    const small = ['--num-envs', '2', '--num-steps', '32', '--network', 'mlp(sizes=[8])'];
    const budget = ['--eval-episodes', '1', '--total-timesteps', '256', '--checkpoint-interval', '0'];
    const { status, stderr, stdout } = rlBench(
      folder,
      ...run,
      ...small,
      ...budget,
      '--plugin',
      plugin,
      '--workers',
      '2',
      '--quiet',
    );
    expect(stderr).toBe(
      `rl-bench: training BROKEN failed: ${fault}; rl-bench resume 1 goes on from the last checkpoints\n`,
    );
    expect(status).toBe(1);
    expect(stdout).toMatch(/^ADAM .*\n(SGD .*\n)?/m);
    const runs = () => contents(folder).runs as { optimizer: string; status: string; error: string | null }[];
    const of = (name: string) => runs().filter(({ optimizer }) => optimizer === name);
    expect(of('BROKEN').map(({ status, error }) => [status, error])).toEqual(
      Array(2).fill(['failed', `training failed: ${fault}`]),
    );
    for (const innocent of ['ADAM', 'SGD']) {
      expect(of(innocent).map(({ status, error }) => [status, error])).toEqual(
        Array(2).fill(['finished', null]),
      );
    }
    rmSync(trouble);
    const resumed = rlBench(folder, 'resume', '--quiet');
    expect(resumed.status, resumed.stderr).toBe(0);
    expect(new Set(runs().map(({ status }) => status))).toEqual(new Set(['finished']));
  });

  test('Ctrl-C stops all workers after the updates in hand', async () => {
    const folder = temporaryFolder();
    // Too few updates for a calibration to be worth it: both workers begin at once.
    const long = [...sweep(4096), '--total-timesteps', '204800', '--workers', '2'];
    expect((await interrupted(folder, 'SIGINT', long)).code).toBe(130);
    expect((contents(folder) as { runs: { status: string }[] }).runs.map(({ status }) => status)).toEqual(
      Array(6).fill('interrupted'),
    );
  });

  test('no workers are refused', async () => {
    const { status, stderr } = await rlBenchHere(temporaryFolder(), ...short, '--workers', '0');
    expect(stderr).toBe('rl-bench: --workers must be integer (> 0), given 0\n');
    expect(status).toBe(2);
  });
});
