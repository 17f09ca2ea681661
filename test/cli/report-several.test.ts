import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compareOptimizers } from '../../src/report/compare/index.ts';
import { writeReport } from '../../src/report/write-report.ts';
import { openStore } from '../../src/store/index.ts';
import { seeds } from '../report/compare/made-experiment.ts';
import { addExperiment, type Made } from '../store/made-runs.ts';
import { temporaryFolder } from './command.ts';
import { rlBenchHere } from './in-this-process.ts';

const six = [10, 20, 30, 40, 50, 60];
const better = six.map((score) => score + 3);

/** Makes a results file with these experiments. */
function made(folder: string, file: string, ...experiments: readonly (readonly Made[])[]): string {
  const path = join(folder, file);
  const store = openStore(path);
  for (const runs of experiments) addExperiment(store, runs);
  store.close();
  return path;
}

/** A section of a page, by its id. */
function section(html: string, id: string): string {
  const found = new RegExp(`<section id="${id}">.*?</section>`, 's').exec(html);
  expect(found, id).not.toBeNull();
  return found![0];
}

/** A figure as it is drawn, without its statement, in which the experiment has another id. */
function drawn(html: string, id: string): string {
  return section(html, id).replace(/<details class="sql">.*?<\/details>/s, '');
}

describe('rl-bench report over several experiments', () => {
  test('is the page of one experiment with the runs of all, and says which they are', async () => {
    const folder = temporaryFolder();
    const [sgd, adam] = [seeds('SGD', six), seeds('ADAM', better)];
    made(folder, 'a.sqlite', sgd);
    made(folder, 'b.sqlite', adam);
    made(folder, 'both.sqlite', [...sgd, ...adam]);
    const files = ['--db', 'a.sqlite', '--db', 'b.sqlite'];
    const printed = await rlBenchHere(
      folder,
      'report',
      ...files,
      '--out',
      'several.html',
      '--markdown',
      'several.md',
    );
    expect(printed).toMatchObject({ status: 0, stderr: '' });
    expect(printed.stdout.split('\n').slice(0, 2)).toEqual(['several.html', 'several.md']);
    const one = await rlBenchHere(folder, 'report', '--db', 'both.sqlite', '--out', 'one.html');
    expect(one.status, one.stderr).toBe(0);
    const [several, single] = ['several', 'one'].map((name) =>
      readFileSync(join(folder, `${name}.html`), 'utf8'),
    );
    expect(section(several!, 'runs')).toBe(section(single!, 'runs'));
    for (const id of ['final-scores', 'learning-curves'])
      expect(drawn(several!, id)).toBe(drawn(single!, id));
    const over =
      'All of this is over experiment 1 (a study) of &quot;a.sqlite&quot; and experiment 1 (a study) of &quot;b.sqlite&quot;.';
    expect(several).toContain(`<p class="about">${over}`);
    expect(section(several!, 'comparison')).toContain('ADAM');
    expect(section(several!, 'configuration')).toContain('--db b.sqlite</code>');
    expect(section(several!, 'reproduce').match(/<pre/g)).toHaveLength(2);
    const document = readFileSync(join(folder, 'several.md'), 'utf8');
    expect(document).toContain('over experiment 1 (a study) of "a.sqlite"');
    expect(document).toContain('--db a.sqlite --db b.sqlite --experiment 1 1');
  });

  test('takes experiments of one file, and refuses what contradicts in one line', async () => {
    const folder = temporaryFolder();
    const other = seeds(
      'SGD',
      six.map((score) => score + 1),
    );
    made(folder, 'runs/rl-bench.sqlite', seeds('SGD', six), seeds('ADAM', better), other);
    const page = await rlBenchHere(folder, 'report', '--experiment', '1', '2');
    expect(page).toMatchObject({ status: 0, stdout: 'runs/report.html\n' });
    for (const [words, line] of [
      [['--experiment', '1', '3'], /experiment 3 has other numbers than experiment 1 of SGD/],
      [['--experiment', '1', '1'], /experiment 1 is named twice/],
      [['--experiment', '1', '9'], /9/],
      [['--db', 'a', '--db', 'b', '--serve'], /--serve shows one results file, given 2/],
      [
        ['--db', 'a', '--db', 'b', '--widths', 'w *', '--markdown', 'w.md'],
        /--widths is about experiments of one file, given 2/,
      ],
    ] as const) {
      const { status, stdout, stderr } = await rlBenchHere(folder, 'report', ...words);
      expect({ status, stdout, lines: stderr.split('\n').length }).toEqual({
        status: 2,
        stdout: '',
        lines: 2,
      });
      expect(stderr).toMatch(line);
    }
  });

  test('is there for programs too, as their comparison is', async () => {
    const folder = temporaryFolder();
    const db = [made(folder, 'a.sqlite', seeds('SGD', six)), made(folder, 'b.sqlite', seeds('ADAM', better))];
    const { tasks, experiment } = await compareOptimizers({ db });
    expect(tasks[0]!.optimizers.map(({ name }) => name).sort()).toEqual(['ADAM', 'SGD']);
    expect(experiment.over?.experiments.map(({ id }) => id)).toEqual([1, 1]);
    const page = join(folder, 'page.html');
    expect(await writeReport({ db, experiment: [1, 1], page })).toEqual([page]);
    expect(readFileSync(page, 'utf8')).toContain('All of this is over');
  });
});
