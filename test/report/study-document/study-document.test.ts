import { beforeEach, describe, expect, test } from 'vitest';
import { sentences } from '../../../src/report/compare/index.ts';
import type { DocumentContent } from '../../../src/report/study-document/document-content.ts';
import { studyDocument } from '../../../src/report/study-document/study-document.ts';
import { escapeMarkdown } from '../../../src/text/markdown.ts';
import { store } from '../../store/made-runs.ts';
import { newStore } from '../../store/new-store.ts';
import { addMadeExperiment } from '../made-experiment.ts';
import { contentOf, madeStudy, tuned, twelve } from './made-study.ts';

/** The file is gone after the test that made it; what was read of it stays. */
let content: DocumentContent;
let document: string;
let lines: string[];
beforeEach(() => {
  content ??= contentOf(madeStudy());
  document ??= studyDocument(content);
  lines ??= document.split('\n');
});

/** The cells of the rows that begin with a cell, in the order of the document. */
function rowsOf(first: string): string[][] {
  return lines
    .filter((line) => line.startsWith(`| ${first} |`))
    .map((line) => line.slice(2, -2).split(' | '));
}

describe('the document of a study', () => {
  test('goes from the question to what it cannot say', () => {
    expect(lines.filter((line) => /^##? /.test(line))).toEqual([
      '# a study',
      '## Answer',
      '## What to do with it',
      '## What was run',
      '## Task by task',
      '## Tuning budgets',
      '## Sensitivity to settings',
      '## Times to the threshold',
      '## Pair by pair',
      '## What this cannot say',
    ]);
    expect(lines[2]).toMatch(/^Which of 3 optimizers trains a better policy on 2 tasks/);
  });

  test('says how much was shown, and who leads over all tasks', () => {
    expect(document).toContain(
      "Every two optimizers on 2 tasks make 6 tests; after Holm's correction, a difference is shown by 2 of them and not by 4.",
    );
    expect(document).toContain('Over 2 tasks GOOD has the highest interquartile mean');
    expect(rowsOf('cartpole, ppo')).toEqual([['cartpole, ppo', 'GOOD']]);
    expect(rowsOf('pendulum, ppo')).toEqual([['pendulum, ppo', 'all 3']]);
  });

  test('gives the verdict of each task, with the learning rates that were chosen', () => {
    expect(document).toContain(
      'GOOD is shown to be better than everybody else. Shown to be worse: POOR (than 1) and WEAK (than 1).',
    );
    expect(document).toContain('could be shown. Nothing is shown to have been learned here');
    const rates = (name: string) => rowsOf(name).filter((cells) => cells.length === 8 || cells.length === 9);
    expect(rates('GOOD').map((cells) => cells[1])).toContain('0.1');
    expect(rates('POOR').map((cells) => cells[1])).toContain('0.01 (lowest tried!)');
    expect(rates('WEAK').map((cells) => cells[1])).toContain('1 (highest tried!)');
    expect(rates('WEAK').map((cells) => cells[1])).toContain('0.01 (all alike)');
  });

  test('has every pair: in a row with sign and effect, and in a sentence', () => {
    const [row] = rowsOf('GOOD against POOR');
    expect(row!.slice(3)).toEqual([
      expect.stringMatching(/^▲+ 1\.00$/),
      expect.stringMatching(/^○ −?0\.\d\d$/),
    ]);
    expect(row![1]).toBe('1 : 0 of 2');
    for (const sentence of sentences(content.comparison!).slice(0, content.comparison!.tests)) {
      expect(lines).toContain(`- ${escapeMarkdown(sentence.replace(/^[\w-]+, ppo: /, ''))}`);
    }
  });

  test('says what was run, exactly', () => {
    expect(lines).toContain('    rl-bench --env cartpole');
    expect(document).toContain('Verdict: the chosen rates were trained with the fresh seeds 1–12.');
    expect(document).toContain('every learning rate was trained with the seeds 101–102');
    expect(document).toContain('rl-bench 0.1.0, backend cpu, 2 cores.');
    expect(rowsOf('POOR').map((cells) => cells[1])).toContain('0.01, 0.1, 1');
  });

  test('warns of rates at an end of those tried, of tasks that nobody learned, and of too few seeds', () => {
    const warnings = document.slice(document.indexOf('## What this cannot say'));
    expect(warnings).toContain('POOR (lowest on cartpole, ppo) and WEAK (highest on cartpole, ppo)');
    expect(warnings).toContain('Nobody is shown to have learned anything on pendulum, ppo');
    expect(warnings).toMatch(
      /with 12 seeds and the correction for 6 tests, two means have to lie about [\d.]+ standard/,
    );
    expect(warnings).toContain('Learning rates were chosen by 2 seeds.');
    for (const note of content.comparison!.notes) expect(warnings).toContain(escapeMarkdown(note));
  });

  test('shows pictures that it is given, with their captions', () => {
    for (const id of ['learning-rates', 'final-scores', 'learning-curves']) {
      const figure = content.figures.find((each) => each.id === id)!;
      expect(document).toContain(`](pictures/${id}.svg)\n\n${escapeMarkdown(figure.caption)}`);
    }
  });

  test('leaves out what one task, or one optimizer, has not', () => {
    const alone = studyDocument(contentOf(store(...tuned('GOOD', { 0.1: 1 }, twelve))));
    expect(alone).toContain('There is nothing to compare');
    expect(alone).not.toContain('## Pair by pair');
    const oneTask = studyDocument(
      contentOf(
        store(
          ...tuned('A', { 0.1: 1 }, twelve),
          ...tuned(
            'B',
            { 0.1: 1 },
            twelve.map((x) => x + 9),
          ),
        ),
      ),
    );
    expect(oneTask).not.toMatch(/over all|Over all|normalised/);
    expect(oneTask).toContain('| pair | cartpole, ppo |');
  });

  test('says where few runs decide a mean, and what nobody has tuned', () => {
    const scored = (optimizer: string, scoreOf: (seed: number) => number) =>
      Array.from({ length: 20 }, (_, i) => ({ optimizer, seed: i + 1, evaluations: [0, scoreOf(i + 1)] }));
    const fragile = scored('FRAGILE', (seed) => (seed <= 8 ? -500 - seed : 40 + seed));
    const steady = scored('STEADY', (seed) => 10 + seed);
    const read = studyDocument(contentOf(store(...steady, ...fragile)));
    expect(read).toContain('| STEADY against FRAGILE | ▲▲ −0.20 |');
    expect(read).toContain('few runs of the other, which go far wrong, decide');
    expect(read).toContain('Learning rates are those that the study gives');
    expect(document).not.toContain('go far wrong');
    expect(document).toContain('Only learning rates were chosen');
  });

  test('shows titles and labels as they are', () => {
    const made = newStore();
    addMadeExperiment(made);
    // An indented block shows whatever stands in it.
    const read = studyDocument(contentOf(made)).replaceAll(/^ {4}.*$/gm, '');
    expect(read).toContain('# First \\<script\\>');
    expect(read).not.toMatch(/(?<!\\)<(script|img)/);
  });
});
