import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rlBench, temporaryFolder } from './command.ts';
import { ask, database } from './contents.ts';
import { rlBenchHere } from './in-this-process.ts';
// Loaded before the tests, whose time is limited.
import '../../src/stress/run-stress.ts';
import '../../src/stress/stress-document.ts';

const small = ['--problems', 'saddle', 'spikes', '--seeds', '2', '--steps', '50'];

const rows =
  'select optimizer || problem || phase || learning_rate || seed || status || final_error || solved from stress_trials';

describe('rl-bench stress', () => {
  test('prints a matrix, keeps every trial, writes a document, and adds what is asked for later', async () => {
    const folder = temporaryFolder();
    const first = await rlBenchHere(folder, 'stress', 'ADAM', 'SGD', ...small, '--out', 'docs/stress.md');
    expect(first.status, first.stderr).toBe(0);
    expect(first.stdout).toMatch(/^optimizer +sad +spi +all\n─+\n/);
    expect(first.stderr).toContain('rl-bench: 1/2  ADAM');
    // Three problems; nine rates by three seeds, and two seeds that score.
    expect(ask(folder, 'select count(*) from stress_trials')).toEqual([2 * 3 * (9 * 3 + 2)]);
    expect(ask(folder, 'select sum(trials) from stress_matrix')).toEqual([2 * 3 * 2]);
    expect(ask(folder, "select config_json ->> '$.kind' from experiments")).toEqual(['stress']);
    const shares = JSON.parse(
      (await rlBenchHere(folder, 'stress', 'SGD', 'ADAM', ...small, '--json', '--quiet')).stdout,
    ) as {
      experiment: number;
      modes: object[];
      rows: { optimizer: string; solved: number[]; mean: number }[];
    };
    expect(shares).toMatchObject({ experiment: 1, modes: [{ short: 'sad' }, { short: 'spi' }] });
    for (const { optimizer, solved, mean } of shares.rows) {
      const own = ask(
        folder,
        `select solved from stress_matrix where optimizer = '${optimizer}' order by mode`,
      );
      expect(solved).toEqual(own);
      expect(mean).toBe((solved[0]! + solved[1]!) / 2);
    }

    const document = readFileSync(join(folder, 'docs/stress.md'), 'utf8');
    expect(document).toMatch(/^# What breaks which optimizer\n/);
    expect(document).toContain('![What breaks which optimizer](stress/matrix.svg)');
    const picture = readFileSync(join(folder, 'docs/stress/matrix.svg'), 'utf8');
    expect(picture).not.toMatch(/NaN|undefined|var\(/);

    const alone = temporaryFolder();
    await rlBenchHere(alone, 'stress', 'MUON', ...small, '--quiet');
    const more = await rlBenchHere(folder, 'stress', 'MUON', ...small, '--quiet');
    expect(more.stdout).toMatch(/\nMUON /);
    expect(more.stdout).not.toContain('ADAM');
    expect(ask(folder, 'select count(*) from experiments')).toEqual([1]);
    // An optimizer's trials are the same whoever else is in the experiment.
    const ofMuon = `${rows} where optimizer = 'MUON' order by 1`;
    expect(ask(folder, ofMuon)).toEqual(ask(alone, ofMuon));
  });

  test('tries optimizers of plugins, in other processes too, to the same numbers', async () => {
    const folder = temporaryFolder();
    writeFileSync(
      join(folder, 'half.mjs'),
      `export default ({ optimizers, tf, z }) => optimizers.register({
        name: 'HALF', summary: 's', source: 's', settings: z.object({ lr: z.number().default(0.1) }), memory: () => 0,
        create: (members) => ({
          elementwise: true,
          init: () => ({}),
          update: (gradients) => ({
            updates: { vector: tf.mul(gradients.vector, tf.tensor(members.map(({ lr }) => -lr / 2), [members.length, 1, 1])) },
            state: {},
          }),
        }),
      });`,
    );
    const asked = ['stress', 'HALF', ...small, '--plugin', 'half.mjs', '--quiet'];
    const spread = rlBench(folder, ...asked, '--workers', '2');
    expect(spread.status, spread.stderr).toBe(0);
    const here = rlBench(folder, ...asked, '--workers', '1', '--db', 'here.sqlite');
    expect(here.stdout).toBe(spread.stdout);
    expect(here.stdout).toContain('HALF');
  });

  test.each([
    ['an unknown optimizer', ['SDG'], 'did you mean SGD?'],
    ['an unknown problem', ['SGD', '--problems', 'sadle'], 'did you mean saddle?'],
    ['an optimizer twice', ['SGD', 'SGD(lr=0.1)'], 'try SGD twice'],
    ['no seeds', ['SGD', '--seeds', '0'], '--seeds must be'],
    ['too few steps', ['SGD', '--steps', '10'], '--steps must be'],
    ['a rule that learns from an environment', ['OBGD'], 'learns from single steps'],
    ['one for actor and critic', ['SPLIT(ADAM,critic=SGD)'], 'for an actor and a critic'],
    ['a file that is no Markdown', ['SGD', '--out', 'stress.html'], 'ends in .md, given "stress.html"'],
  ])('%s: one line, exit code 2, no file', async (_, words, message) => {
    const folder = temporaryFolder();
    const { status, stdout, stderr } = await rlBenchHere(folder, 'stress', ...words, '--quiet');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(existsSync(join(folder, database))).toBe(false);
  });
});
