import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { figures } from '../../src/report/figures/index.ts';
import { openStore } from '../../src/store/index.ts';
import { addMadeExperiment, hostileTitle } from '../report/made-experiment.ts';
import { newExperiment } from '../store/records.ts';
import { rlBench, temporaryFolder } from './command.ts';
import { rlBenchHere } from './in-this-process.ts';
// Loaded before the tests, whose time is limited.
import '../../src/cli/commands/report.ts';

/** A folder with a results file in its usual place, and an experiment before the one with the figures. */
function folderWithResults(): string {
  const folder = temporaryFolder();
  const store = openStore(join(folder, 'runs/rl-bench.sqlite'));
  store.createExperiment(newExperiment([{}], { title: 'an earlier one' }));
  addMadeExperiment(store, { switches: true });
  store.close();
  return folder;
}

describe('rl-bench report', () => {
  test('writes the newest experiment to runs/report.html and says so', async () => {
    const folder = folderWithResults();
    const { status, stdout, stderr } = await rlBenchHere(folder, 'report');
    expect([status, stdout, stderr]).toEqual([0, 'runs/report.html\n', '']);
    expect(readFileSync(join(folder, stdout.trim()), 'utf8')).toContain('id="learning-curves"');
    expect(readdirSync(join(folder, 'runs')).filter((name) => name.includes('.part'))).toEqual([]);
  });

  test.each([
    ['1', 'an earlier one'],
    ['an earlier one', 'an earlier one'],
    [hostileTitle, 'First &lt;script&gt;'],
  ])('reports on the experiment %s', async (experiment, title) => {
    const folder = folderWithResults();
    expect(
      (await rlBenchHere(folder, 'report', '--experiment', experiment, '--out', 'a/b.html')).status,
    ).toBe(0);
    expect(readFileSync(join(folder, 'a/b.html'), 'utf8')).toContain(`<h1>${title}`);
  });

  test('writes figures for papers, and the page only if it is named too', () => {
    const folder = folderWithResults();
    const { status, stdout } = rlBench(folder, 'report', '--svg', 'vector', '--png', 'pixels');
    const expected = [
      ...figures.map(({ id }) => `vector/${id}.svg`),
      ...figures.map(({ id }) => `pixels/${id}.png`),
    ];
    expect([status, stdout.trim().split('\n')]).toEqual([0, expected]);
    expect(existsSync(join(folder, 'runs/report.html'))).toBe(false);
    for (const file of expected.filter((path) => path.endsWith('.svg'))) {
      const svg = readFileSync(join(folder, file), 'utf8');
      expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]*><title>[^<]+<\/title>/);
      expect(svg).not.toMatch(/var\(--|currentColor|<script|<img/);
      expect(svg).toContain('DejaVu Sans');
    }
    for (const file of expected.filter((path) => path.endsWith('.png'))) {
      const png = readFileSync(join(folder, file));
      expect(png.subarray(1, 4).toString()).toBe('PNG');
      const svg = readFileSync(
        join(folder, file.replace('pixels', 'vector').replace('.png', '.svg')),
        'utf8',
      );
      const width = Number(/ width="(\d+)"/.exec(svg)![1]);
      expect(png.readUInt32BE(16)).toBe(2 * width);
    }
  });

  test('writes a Markdown document with its pictures beside it, and no page', async () => {
    const folder = folderWithResults();
    const { status, stdout, stderr } = await rlBenchHere(folder, 'report', '--markdown', 'docs/study.md');
    const shown = [
      'published-values',
      'final-scores',
      'time-profiles',
      'learning-curves',
      'switches',
      'switch-dormancy',
      'learning-rates',
      'budget-curves',
      'sensitivity-plane',
    ];
    const pictures = shown.map((id) => `study/${id}.svg`);
    expect([status, stdout, stderr]).toEqual([
      0,
      ['study.md', ...pictures].map((file) => `docs/${file}\n`).join(''),
      '',
    ]);
    expect(existsSync(join(folder, 'runs/report.html'))).toBe(false);
    const text = readFileSync(join(folder, 'docs/study.md'), 'utf8');
    expect([...text.matchAll(/^!\[.*\]\((.*)\)$/gm)].map(([, path]) => path).sort()).toEqual(
      pictures.toSorted(),
    );
    expect(text).toContain('Nobody else learned here: there is nothing to hold MILO against.');
    for (const file of pictures) {
      expect(readFileSync(join(folder, 'docs', file), 'utf8')).toMatch(/^<svg/);
    }
  });

  test('refuses what it cannot do in one line', async () => {
    const folder = folderWithResults();
    writeFileSync(join(folder, 'file'), '');
    mkdirSync(join(folder, 'locked'));
    // An experiment of which there is little to draw.
    const brief = ['--experiment', '1'];
    const refusal = async (...args: readonly string[]) => {
      const { status, stderr } = await rlBenchHere(folder, 'report', ...args);
      expect(stderr.trim().split('\n')).toHaveLength(1);
      return [status, stderr.trim()];
    };
    expect(await refusal('--experiment', 'nope')).toEqual([
      2,
      expect.stringContaining('no experiment "nope"'),
    ]);
    expect(await refusal('--experiment', '99')).toEqual([2, expect.stringContaining('no experiment "99"')]);
    expect(await refusal('--db', 'none.sqlite')).toEqual([2, expect.stringContaining('no results in')]);
    expect(await refusal('--out', 'file/report.html', ...brief)).toEqual([
      2,
      expect.stringMatching(/cannot write ".*file.report\.html"/),
    ]);
    expect(await refusal('--out', 'locked', ...brief)).toEqual([2, expect.stringContaining('cannot write')]);
    expect(await refusal('--markdown', 'study.txt')).toEqual([2, expect.stringContaining('ends in .md')]);
    expect(await refusal('--png', 'file')).toEqual([2, expect.stringContaining('cannot write')]);
    expect(await refusal('--out', 'a', '--out', 'b')).toEqual([
      2,
      expect.stringContaining('--out is given 2 times (a, b); give it once'),
    ]);
  });

  test('refuses a file without an experiment', async () => {
    const folder = temporaryFolder();
    openStore(join(folder, 'empty.sqlite')).close();
    const { status, stderr } = await rlBenchHere(folder, 'report', '--db', 'empty.sqlite');
    expect([status, stderr]).toEqual([2, expect.stringContaining('it has no runs')]);
  });
});

test.each([
  [['--widths', 'width *']],
  [['--widths', 'width *', '--markdown', 'widths.md', '--experiment', '1']],
])('a document of widths is alone: %s', async (args) => {
  const { status, stderr } = await rlBenchHere(temporaryFolder(), 'report', ...args);
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr:
      'rl-bench: --widths makes a document of its own: give --markdown FILE.md beside it, and nothing else\n',
  });
});
