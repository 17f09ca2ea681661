import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readyClaims } from '../../src/claims/claim-file.ts';
import { openStore } from '../../src/store/index.ts';
import { studies } from '../../src/studies/index.ts';
import { shownCode } from '../docs/shown-code.ts';
import { rlBench, temporaryFolder } from './command.ts';
import { ask, database } from './contents.ts';
import { rlBenchHere } from './in-this-process.ts';
// Loaded before the tests, whose time is limited.
import '../../src/claims/claim-text.ts';
import '../../src/claims/claims-document.ts';
import '../../src/claims/judged-claim.ts';
import '../../src/claims/run-claim.ts';

const small = `
study: separation
claim: A claim.
source: someone, 2026
settings: { n: 20, rates: [10], normalized_rates: [1, 10] }
expected: { plain: [1], normalized: [1, 1], batch_perceptron: 1 }
`;

const points = 'select seed || series || x || y from study_points order by 1';

describe('rl-bench study', () => {
  test('lists the claims that come with rl-bench', async () => {
    const { status, stdout } = await rlBenchHere(temporaryFolder(), 'study');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^study +seeds +claim\n─+\n/);
    for (const name of readyClaims()) expect(stdout).toMatch(new RegExp(`^${name} `, 'm'));
    const listed = JSON.parse((await rlBenchHere(temporaryFolder(), 'study', '--json')).stdout) as object[];
    expect(listed.map((each) => (each as { name: string }).name)).toEqual(readyClaims());
  });

  test('every study has a claim, and every claim a study', () => {
    expect(
      studies
        .entries()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(readyClaims());
  });

  test('keeps points, says whether the claim holds, draws it, writes a document and goes on', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'small.yaml'), small);
    const asked = ['study', 'small.yaml'];
    const first = await rlBenchHere(
      folder,
      ...asked,
      ...['--figure', 'small.svg', '--document', 'docs/studies.md'],
    );
    expect(first.status, first.stderr).toBe(0);
    expect(first.stdout).toMatch(/^separation: does not hold \(1 seed, experiment 1\)\n/);
    expect(readFileSync(join(folder, 'small.svg'), 'utf8')).not.toMatch(/NaN|undefined|var\(/);
    const document = readFileSync(join(folder, 'docs/studies.md'), 'utf8');
    expect(document).toContain('## separation\n\nThe claim: A claim.');
    expect(document).toContain('(studies/separation.svg)');
    expect(existsSync(join(folder, 'docs/studies/separation.svg'))).toBe(true);

    const before = ask(folder, points);
    expect(before).toHaveLength(1 + 2 + 3 * 2);
    const store = openStore(join(folder, database));
    store.db.prepare("delete from study_points where series like '%perceptron'").run();
    store.close();
    // What was published measures nothing: the same experiment goes on, and is judged anew.
    const plain =
      before.length > 0 && ask(folder, "select y from study_points where series = 'gradient descent'");
    const normalized = ask(folder, "select y from study_points where series like 'normalised%' order by x");
    writeFileSync(
      join(folder, 'small.yaml'),
      small.replace(
        '[1], normalized: [1, 1]',
        `${JSON.stringify(plain)}, normalized: ${JSON.stringify(normalized)}`,
      ),
    );
    const again = await rlBenchHere(folder, ...asked, '--json');
    expect(again.stderr.match(/perceptron/g)).toHaveLength(3);
    expect(again.stderr).not.toContain('gradient descent');
    expect(ask(folder, points)).toEqual(before);
    expect(ask(folder, 'select count(*) from experiments')).toEqual([1]);
    const judged = JSON.parse(again.stdout) as { beside: { published: string; here: string }[] };
    expect(judged).toMatchObject({ experiment: 1, study: 'separation', seeds: 1, claim: 'A claim.' });
    for (const { published, here } of judged.beside.slice(0, 2)) expect(here).toBe(published);
  });

  test('carries out what a plugin brings, and adds seeds to what there is', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'my-study.mjs'), shownCode('study', 'plugin'));
    writeFileSync(join(folder, 'coins.yaml'), shownCode('study', 'claim'));
    const asked = ['study', 'coins.yaml', '--plugin', 'my-study.mjs', '--quiet'];
    expect(rlBench(folder, ...asked, '--seeds', '2').stdout).toMatch(/^coins: cannot be said \(2 seeds/);
    const whole = rlBench(folder, ...asked);
    expect(whole.stdout, whole.stderr).toMatch(/^coins: holds \(20 seeds, experiment 1\)\n/);
    expect(ask(folder, 'select count(*) from study_points')).toEqual([20 * 2]);
    const named = rlBench(folder, 'study', 'coins', '--plugin', 'my-study.mjs');
    expect([named.status, named.stdout]).toEqual([2, '']);
    expect(named.stderr).toContain('name the YAML file that says its claim');
  });

  test('trains what a study is of, and makes points of its runs', () => {
    const folder = temporaryFolder();
    writeFileSync(
      join(folder, 'trained.mjs'),
      `export default ({ studies, cannotBeSaid, z }) => studies.register({
        name: 'trained', summary: 's', source: 's', settings: z.object({}), expected: z.object({}),
        trainings: ['plain'],
        series: () => ['final return'],
        summarise: ({ ask, experiments }) =>
          ask('select seed, final_return from run_scores where experiment_id = ?', experiments.plain).map(
            ({ seed, updates, final_return }) => ({ series: 'final return', seed, x: 0, y: final_return })),
        panels: () => [{ title: 't', x: { label: 'x' }, y: { label: 'y' } }],
        judge: (points) => cannotBeSaid('There are ' + points.length + ' points.'),
      });`,
    );
    writeFileSync(
      join(folder, 'trained.yaml'),
      'claim: c\nsource: s\nseeds: 2\ntrainings:\n  plain: { env: cartpole, optimizers: [SGD], total_timesteps: 2048 }\n',
    );
    const asked = ['study', 'trained.yaml', '--plugin', 'trained.mjs', '--workers', '1'];
    const first = rlBench(folder, ...asked);
    expect(first.stdout, first.stderr).toMatch(
      /^trained: cannot be said \(2 seeds, experiment 2\)\n\nThere are 2 points\.\n/,
    );
    expect(ask(folder, 'select title from experiments order by id')).toEqual([
      'study trained: plain',
      'study trained',
    ]);
    expect(ask(folder, 'select y from study_points order by seed')).toEqual(
      ask(folder, 'select final_return from run_scores order by seed'),
    );
    expect(rlBench(folder, ...asked).stderr).toContain('experiment 1 (study trained: plain) is complete');
    writeFileSync(
      join(folder, 'trained.yaml'),
      'claim: c\nsource: s\ntrainings: { other: { env: cartpole, optimizers: [SGD] } }\n',
    );
    expect(rlBench(folder, ...asked).stderr).toContain(
      'trained.yaml:3: trained trains plain: "plain" is missing',
    );
  });

  test.each([
    ['an unknown study', ['seperation'], 'did you mean separation?'],
    ['seeds where nothing is drawn', ['separation', '--seeds', '3'], 'draws nothing'],
    ['no seeds', ['separation', '--seeds', '0'], '--seeds must be'],
    ['seeds of no study', ['--seeds', '3'], 'name it'],
    ['a picture of no study', ['--figure', 'x.svg'], 'name it'],
    ['a picture of another kind', ['separation', '--figure', 'x.gif'], '.svg or a .png'],
    ['a document that is no Markdown', ['--document', 'x.html'], 'ends in .md, given "x.html"'],
    ['a document of no file', ['--document', 'x.md'], 'rl-bench.sqlite'],
  ])('%s: one line, exit code 2, no file', async (_, words, message) => {
    const folder = temporaryFolder();
    const { status, stdout, stderr } = await rlBenchHere(folder, 'study', ...words, '--quiet');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(existsSync(join(folder, database))).toBe(false);
  });

  test.each([
    ['an unknown key', 'clame: x', /small\.yaml:\d+: unknown key "clame": did you mean claim\?/],
    ['no claim', 'source: s', /claim is missing/],
    [
      'a wrong setting',
      'claim: c\nsource: s\nsettings: { n: 1 }',
      /small\.yaml:4: separation: n must be integer \(≥ 2\), given 1/,
    ],
    [
      'no numbers',
      'claim: c\nsource: s',
      /separation: expected plain is missing; it must be list of integer/,
    ],
    [
      'trainings of a study without',
      'claim: c\nsource: s\ntrainings: { a: { optimizers: [SGD] } }\nexpected: { plain: [1], normalized: [1], batch_perceptron: 1 }',
      /trains nothing: leave the training "a" out/,
    ],
  ])('a file with %s: its line, exit code 2', async (_, text, message) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'small.yaml'), `study: separation\n${text}\n`);
    const { status, stderr } = await rlBenchHere(folder, 'study', 'small.yaml', '--quiet');
    expect(stderr).toMatch(message);
    expect([status, stderr.trimEnd().split('\n').length]).toEqual([2, 1]);
  });
});
