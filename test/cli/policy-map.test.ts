import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/store/sqlite.ts';
import { rlBench, temporaryFolder } from './command.ts';
import { database } from './contents.ts';
import { rlBenchHere } from './in-this-process.ts';

const cartpole = [
  ...['--env', 'cartpole', '--optimizers', 'ADAM', '--seeds', '2', '--learning-rate', '0.01'],
  ...['--total-timesteps', '640', '--num-steps', '32', '--network', 'mlp(sizes=[8])'],
  ...['--eval-episodes', '1', '--backend', 'simd', '--quiet'],
];

/** A folder with two finished runs. */
async function trained(...args: readonly string[]): Promise<string> {
  const folder = temporaryFolder();
  expect((await rlBenchHere(folder, ...args)).status).toBe(0);
  return folder;
}

function change(folder: string, sql: string): void {
  const db = openDatabase(join(folder, database));
  db.exec(sql);
  db.close();
}

describe('rl-bench loss-map --policy', () => {
  test('draws the loss of a run, and keeps it in the file', async () => {
    const folder = await trained(...cartpole);
    const asked = ['loss-map', '--policy', '2', '--resolution', '7', '--stations', '4', '--out', 'maps'];
    const { status, stdout, stderr } = rlBench(folder, ...asked);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^loss of run 2\n/);
    expect(stdout).toMatch(/^path held +[\d.]+ % of its variance about the end \([\d.]+ % and [\d.]+ %\)$/m);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(stderr).toMatch(/^rl-bench: run 2 trained again: \d+ rows, all the same, /);
    expect(readdirSync(join(folder, 'maps')).sort()).toEqual([
      ...[
        'contours-loss-of-run-2.png',
        'contours-loss-of-run-2.svg',
        'loss-map.html',
        'losses.csv',
        'path.csv',
      ],
      ...['surface-loss-of-run-2.png', 'surface-loss-of-run-2.svg'],
    ]);
    const lines = (file: string) =>
      readFileSync(join(folder, 'maps', file), 'utf8')
        .trim()
        .split('\r\n');
    expect(lines('losses.csv')).toHaveLength(1 + 49);
    expect(lines('losses.csv')[0]).toBe('alpha,beta,loss');
    const path = lines('path.csv');
    expect(path.map((line) => line.split(',')[0])).toEqual(['update_index', '0', '2', '3', '5']);
    const [, , , planeLoss, loss] = path.at(-1)!.split(',');
    expect(planeLoss).toBe(loss);
    expect(lines('losses.csv')).toContain(`0,0,${loss}`);

    const random = await rlBenchHere(
      folder,
      'loss-map',
      '--policy',
      '2',
      '--directions',
      'random',
      '--json',
      '--quiet',
    );
    expect(random.stderr).toBe('');
    const found = JSON.parse(random.stdout);
    expect(found).toMatchObject({ run: 2, directions: 'random', seed: 1, reach: 1, side: 41 });
    expect(found.path.at(-1)).toMatchObject({ update: 5, at: [0, 0], loss: Number(loss) });
    for (const command of ['compare', 'report']) {
      const refused = await rlBenchHere(folder, command, '--experiment', '2');
      expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining('policy_maps')]);
    }
    expect((await rlBenchHere(folder, 'verify', '2')).status).toBe(0);
  });

  test('refuses what has not one trained policy with one line, and writes nothing', async () => {
    const folder = await trained(...cartpole);
    const refused = async (...words: string[]) => {
      const { status, stdout, stderr } = await rlBenchHere(
        folder,
        'loss-map',
        ...words,
        '--out',
        'maps',
        '--quiet',
      );
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
      expect(readdirSync(folder)).toEqual(['runs']);
      return stderr;
    };
    expect(await refused('--policy', '9')).toMatch(/^rl-bench: no run 9 in /);
    expect(await refused('--policy', 'best')).toContain('--policy must be integer (> 0), given "best"');
    expect(await refused('--policy', '2', '--resolution', '40')).toContain(
      '--resolution takes an odd number',
    );
    expect(await refused('--policy', '2', '--backend', 'cpu')).toContain('drop --backend');
    expect(await refused('--policy', '2', '--optimizers', 'SGD')).toContain(
      '--optimizers is for test functions',
    );
    expect(await refused('--directions', 'path', '--functions', 'booth', '--optimizers', 'SGD')).toContain(
      '--directions is for maps of a policy',
    );
    expect(await refused('--policy', '2', '--db', 'missing.sqlite')).toContain('missing.sqlite');
    change(folder, "update runs set status = 'interrupted' where id = 1");
    expect(await refused('--policy', '1')).toContain('run 1 is interrupted, it has not come to its end');
    change(folder, "update runs set status = 'diverged' where id = 1");
    expect(await refused('--policy', '1')).toContain('run 1 diverged');
  });

  test('refuses a team, which has several policies', async () => {
    const folder = await trained(
      ...['--env', 'point-nav-team(max_episode_steps=20)', '--agents', 'grpo', '--optimizers', 'ADAM'],
      ...['--seeds', '1', '--learning-rate', '0.01', '--total-timesteps', '400', '--num-groups', '2'],
      ...['--group-size', '2', '--eval-episodes', '2', '--quiet'],
    );
    const { status, stderr } = await rlBenchHere(folder, 'loss-map', '--policy', '1', '--quiet');
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/^rl-bench: run 1 trained a team of 3, .*\n$/),
    ]);
  });
});
