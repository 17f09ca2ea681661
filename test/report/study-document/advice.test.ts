import { describe, expect, test } from 'vitest';
import { advice } from '../../../src/report/study-document/advice.ts';
import { studyDocument } from '../../../src/report/study-document/study-document.ts';
import type { Store } from '../../../src/store/index.ts';
import { type Made, store } from '../../store/made-runs.ts';
import { madeSettings, ratesOfAdam, scoring, settingsOfSgd } from '../made-settings.ts';
import { contentOf, madeStudy } from './made-study.ts';

/** The sentences, without the marks of a Markdown list. */
function sentences(made: Store): string[] {
  const [, list = ''] = advice(contentOf(made));
  return list.split('\n').map((line) => line.replace(/^- /, '').replaceAll('\\', ''));
}

const acrobot = { env: 'acrobot' };

/** The same on both tasks: whoever is better there is so on both. */
const onBoth = (of: (more: Made) => Made[]): Made[] => [...of({}), ...of(acrobot)];

describe('advice', () => {
  test('is five sentences, each of the numbers of the study', () => {
    // On cartpole SGD is better, on acrobot nobody; ADAM has the better settings on average.
    expect(sentences(madeSettings())).toEqual([
      'If you tune for each task as was done here, take SGD: over 2 tasks, seed by seed, it is shown to be better than the other.',
      expect.stringMatching(
        /^Try several settings: of the range .* 2 in place of 1 gain 0\.13 \[0\.13, 0\.13\], on average over optimizers and tasks; with a single one drawn at random take ADAM, ahead of the other\.$/,
      ),
      'If one setting has to do for all tasks, take ADAM with lr=0.01 (normalised score 0.78 [0.77, 0.78], 0.10 less than with the best setting of each task): it is ahead of the other.',
      'If what counts is how fast a threshold is reached (2 tasks with one), whom to take cannot be said, neither in steps nor in seconds.',
      'The settings that were chosen can be taken over on these tasks: in other draws of the 3 tuning seeds the same setting is chosen 100 % of the time (median of 4 choices); of the differences that are shown task by task, 1 of 1 hold with settings chosen anew.',
    ]);
  });

  test('says of nobody what cannot be said', () => {
    const levels = { '0 0.1': 20, '0.9 0.1': 20 };
    const alike = store(
      ...onBoth((on) => [
        ...settingsOfSgd(levels, on),
        ...ratesOfAdam({ 0.001: 20, 0.01: 20 }, on),
        ...scoring('SGD', 0.1, 20, { chosenSetting: 'SGD(momentum=0)', ...on }),
        ...scoring('ADAM', 0.001, 20, on),
      ]),
    );
    expect(sentences(alike)).toEqual([
      'If you tune for each task as was done here, whom to take cannot be said: over 2 tasks, seed by seed, nobody is shown to be better than anybody.',
      'Whether to try more settings cannot be said: no gain is shown; with a single setting drawn at random whom to take cannot be said.',
      expect.stringMatching(
        /^If one setting has to do for all tasks, whom to take cannot be said: no lead of /,
      ),
      'If what counts is how fast a threshold is reached (2 tasks with one), whom to take cannot be said: nobody reached one.',
      expect.stringContaining('same setting is chosen 100 % of the time'),
    ]);
  });

  test('names the fastest, in what it is shown to be so', () => {
    const three = [1, 2, 3];
    const reaching = (optimizer: string, at: number, on: Made): Made[] =>
      three.map((seed) => ({
        optimizer,
        seed,
        evaluations: Array.from({ length: 8 }, (_, index) => (index >= at ? 60 : 0)),
        ...on,
      }));
    const fast = store(...onBoth((on) => [...reaching('FAST', 1, on), ...reaching('SLOW', 6, on)]));
    expect(sentences(fast)).toEqual([
      expect.stringMatching(/^With settings as they are here, whom to take cannot be said/),
      'If what counts is how fast a threshold is reached (2 tasks with one), in steps take FAST, B 1.00 [1.00, 1.00], ahead of the other and in seconds take FAST, B 1.00 [1.00, 1.00], ahead of the other.',
    ]);
  });

  test('warns of a choice that other seeds would have made otherwise', () => {
    // Of three tuning seeds each likes another rate.
    const moody = (on: Made): Made[] =>
      [0.001, 0.01, 0.1].flatMap((learningRate, rate) =>
        [101, 102, 103].map(
          (seed, at): Made => ({
            optimizer: 'MOODY',
            phase: 'tuning',
            learningRate,
            seed,
            evaluations: [0, at === rate ? 60 + rate : 0],
            ...on,
          }),
        ),
      );
    const told = sentences(
      store(
        ...onBoth((on) => [
          ...moody(on),
          ...scoring('MOODY', 0.1, 20, on),
          ...scoring('ADAM', 0.001, 30, on),
        ]),
      ),
    );
    expect(told.at(-1)).toMatch(
      /^(Do not take single settings over, and|Take single settings over with care, or) tune by more than 3 seeds: in other draws/,
    );
  });

  test('is not given of a single task', () => {
    const one = store(...scoring('SGD', 0.1, 20), ...scoring('ADAM', 0.001, 30));
    expect(advice(contentOf(one))).toEqual([]);
  });
});

describe('a document of a study that tuned settings', () => {
  test('shows budgets, sensitivities, times and what was chosen', () => {
    const document = studyDocument(contentOf(madeSettings()));
    expect(document.split('\n').filter((line) => line.startsWith('## '))).toEqual([
      '## Answer',
      '## What to do with it',
      '## What was run',
      '## Task by task',
      '## Tuning budgets',
      '## Sensitivity to settings',
      '## Times to the threshold',
      '## What tuning chose',
      '## Pair by pair',
      '## What this cannot say',
    ]);
    expect(document).toContain(
      '| SGD | 0.1, momentum=0.9: 1 task; 1, momentum=0: 1 task | 100 % (100 % to 100 %) | 2 of 2 |',
    );
    expect(document).toContain('<summary>Tuning budgets task by task</summary>');
    expect(document).toContain('which intervals with the choice made anew take into account');
    for (const id of ['budget-curves', 'sensitivity-plane', 'time-profiles']) {
      expect(document.includes(`](pictures/${id}.svg)`), id).toBe(
        contentOf(madeSettings()).figures.some((figure) => figure.id === id),
      );
    }
  });

  test('is silent of what was not tried', () => {
    const read = studyDocument(
      contentOf(
        store(...onBoth((on) => [...scoring('SGD', 0.1, 20, on), ...scoring('ADAM', 0.001, 30, on)])),
      ),
    );
    expect(read).not.toMatch(/## (Tuning budgets|Sensitivity|What tuning chose)/);
    expect(studyDocument(contentOf(madeStudy()))).toContain('no test or interval takes that into account');
  });
});
