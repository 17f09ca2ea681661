import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rlBench, temporaryFolder } from './command.ts';
import { database } from './contents.ts';
import { rlBenchHere } from './in-this-process.ts';
// Loaded before the tests, whose time is limited.
import '../../src/cli/commands/loss-map.ts';

const small = ['--starts', '2', '--iterations', '10', '--learning-rates', '0.01', '0.1'];

describe('rl-bench loss-map', () => {
  test('prints a table, writes figures, page and CSV, and keeps everything in the file', async () => {
    const folder = temporaryFolder();
    const asked = ['--functions', 'himmelblau', 'camel6', '--optimizers', 'MILO', 'MUON', 'CAUTIOUS(ADAMW)'];
    const { status, stdout, stderr } = rlBench(folder, 'loss-map', ...asked, ...small, '--out', 'maps');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^himmelblau\n\noptimizer +rate +final loss/);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(stderr).toContain('left out: MUON is for matrices');
    expect(readdirSync(join(folder, 'maps')).sort()).toEqual([
      ...['contours-camel6.png', 'contours-camel6.svg', 'contours-himmelblau.png', 'contours-himmelblau.svg'],
      ...['loss-map.html', 'paths.csv', 'results.csv'],
      ...['surface-camel6.png', 'surface-camel6.svg', 'surface-himmelblau.png', 'surface-himmelblau.svg'],
    ]);
    // Two functions, two optimizers, two rates, two starts; shown is one rate of each, eleven points a way.
    const lines = (file: string) =>
      readFileSync(join(folder, 'maps', file), 'utf8')
        .trim()
        .split('\r\n').length;
    expect(lines('results.csv')).toBe(1 + 16);
    expect(lines('paths.csv')).toBe(1 + 8 * 11);
    const count = await rlBenchHere(folder, 'sql', 'select count(*) as n from loss_map_points', '--json');
    expect(JSON.parse(count.stdout)).toEqual([{ n: 16 * 11 }]);

    for (const command of ['compare', 'leaderboard', 'report', 'resume']) {
      const named = command === 'resume' ? ['resume', '1'] : [command, '--experiment', '1'];
      const refused = await rlBenchHere(folder, ...named);
      expect([command, refused.status, refused.stderr]).toEqual([
        command,
        2,
        expect.stringMatching(
          /^rl-bench: experiment 1 has no runs: it is of rl-bench loss-map, meta-train, stress or study;.*\n$/,
        ),
      ]);
    }
    expect((await rlBenchHere(folder, 'resume')).status).toBe(0);
  });

  test('--json prints the outcomes of the learning rates that are shown; --quiet nothing on stderr', async () => {
    const folder = temporaryFolder();
    const asked = [
      '--functions',
      'bilinear',
      '--optimizers',
      'SGD(lr=0.1)',
      '--start',
      '1,0.5',
      '--start=-1,0',
    ];
    const { stdout, stderr } = await rlBenchHere(folder, 'loss-map', ...asked, '--json', '--quiet');
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual([
      expect.objectContaining({
        function: 'bilinear',
        optimizer: 'SGD',
        learningRate: 0.1,
        starts: 2,
        outcomes: [
          expect.objectContaining({ start: 0, from: [1, 0.5], iterations: 200, status: 'finished' }),
          expect.objectContaining({ start: 1, from: [-1, 0] }),
        ],
      }),
    ]);
  });

  test('maps functions and optimizers of plugins', () => {
    const folder = temporaryFolder();
    const plugin = `export default ({ testFunctions, tf, z }) => testFunctions.register({
      name: 'bowl', summary: 's', source: 's', settings: z.object({}),
      create: () => ({ value: (x, y) => tf.add(tf.square(x), tf.square(y)), domain: { x: [-1, 1], y: [-1, 1] },
        minima: [[0, 0]], minimum: 0, start: [1, 1] }),
    });`;
    writeFileSync(join(folder, 'bowl.mjs'), plugin);
    const asked = ['--functions', 'bowl', '--optimizers', 'SGD', '--plugin', 'bowl.mjs', '--quiet', '--json'];
    const { stdout, stderr } = rlBench(folder, 'loss-map', ...asked, ...small);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject([{ function: 'bowl', optimizer: 'SGD', learningRate: 0.1 }]);
  });

  const usual = ['--functions', 'booth', '--optimizers', 'SGD'];
  test.each([
    ['an unknown function', ['--functions', 'both', '--optimizers', 'SGD'], 'did you mean booth?'],
    ['an unknown optimizer', ['--functions', 'booth', '--optimizers', 'SDG'], 'did you mean SGD?'],
    ['no function', ['--optimizers', 'SGD'], '--functions is missing'],
    ['no optimizer', ['--functions', 'booth'], '--optimizers is missing'],
    ['a function twice', ['--functions', 'booth', 'booth', '--optimizers', 'SGD'], 'booth twice'],
    ['an optimizer twice', ['--functions', 'booth', '--optimizers', 'SGD', 'sgd'], 'SGD twice'],
    ['nothing that fits', ['--functions', 'booth', '--optimizers', 'MUON'], 'nothing is left to map'],
    ['no iterations', [...usual, '--iterations', '0'], '--iterations must be integer (> 0), given 0'],
    ['a rate that is none', [...usual, '--learning-rates', 'fast'], '--learning-rates must be'],
    ['half a start', [...usual, '--start', '1'], '--start takes two numbers "x,y", given "1"'],
    ['two kinds of starts', [...usual, '--start', '1,1', '--starts', '3'], 'drop one of the two'],
    ['a file for a folder', [...usual, '--out', 'taken'], 'cannot export to'],
    ['a folder that is not empty', [...usual, '--out', '.'], 'is not empty'],
  ])('%s: one line, exit code 2, no file', async (_, words, message) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'taken'), '');
    const { status, stdout, stderr } = await rlBenchHere(folder, 'loss-map', ...words, '--quiet');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(() => readFileSync(join(folder, database))).toThrow('ENOENT');
  });
});
