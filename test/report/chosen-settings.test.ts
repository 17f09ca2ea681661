import { describe, expect, test } from 'vitest';
import { budgetSentences } from '../../src/report/budget/budget-text.ts';
import { compareBudget } from '../../src/report/budget/compare-budget.ts';
import { compareExperiment, toldInTerminal } from '../../src/report/compare/index.ts';
import { sentences } from '../../src/report/compare/sentences.ts';
import { legend, textTables } from '../../src/report/compare/text-tables.ts';
import { experimentFacts } from '../../src/report/experiment-facts.ts';
import { experimentReport } from '../../src/report/experiment-report.ts';
import { compareProfiles } from '../../src/report/profiles/compare-profiles.ts';
import { reportTitle } from '../../src/report/report-title.ts';
import { runSummary } from '../../src/report/run-summary.ts';
import { compareSensitivity } from '../../src/report/sensitivity/compare-sensitivity.ts';
import { runLines } from '../../src/report/serve/run-table.ts';
import { studyDocument } from '../../src/report/study-document/study-document.ts';
import { taskBoards } from '../../src/report/task-boards.ts';
import { newestUnfinished, tunedRates } from '../../src/store/index.ts';
import { all, store } from '../store/made-runs.ts';
import { madeSettings, ratesOfAdam, scoring, settingsOfSgd } from './made-settings.ts';
import { contentOf } from './study-document/made-study.ts';

describe('an experiment whose tuning chose among all settings', () => {
  test('says in one view which setting was chosen of how many, on every task', () => {
    const { db } = madeSettings();
    expect(
      all(
        madeSettings(),
        `select env, optimizer, setting, learning_rate, rates, tuning_seeds, tuning_mean, seeds
         from tuned_leaderboard order by env desc, optimizer desc`,
      ).map((row) => Object.values(row as object)),
    ).toEqual([
      ['cartpole', 'SGD', 'SGD(momentum=0.9)', 0.1, 4, 3, 60 + 2 / 3, 8],
      ['cartpole', 'ADAM', 'ADAM', 0.001, 2, 3, 40 + 2 / 3, 8],
      ['acrobot', 'SGD', 'SGD(momentum=0)', 1, 4, 3, 45 + 2 / 3, 8],
      ['acrobot', 'ADAM', 'ADAM', 0.01, 2, 3, 50 + 2 / 3, 8],
    ]);
    expect(tunedRates(db, 1).map(({ optimizer, setting, scored }) => [optimizer, setting, scored])).toEqual(
      expect.arrayContaining([['SGD', 'SGD(momentum=0.9)', true]]),
    );
  });

  test('waits for its second stage until the best setting is scored, whatever its label', () => {
    const tuned = settingsOfSgd({ '0 0.1': 10, '0.9 0.1': 60 });
    expect(newestUnfinished(store(...tuned).db)?.id).toBe(1);
    const scored = scoring('SGD', 0.1, 55, { chosenSetting: 'SGD(momentum=0.9)' });
    expect(newestUnfinished(store(...tuned, ...scored).db)).toBeUndefined();
  });

  test('has boards of chosen settings under one name, and of all that was tried', () => {
    const { db } = madeSettings();
    const [cartpole, acrobot] = taskBoards(db, 1, { tuned: true });
    const told = (board: typeof cartpole) =>
      board!.scores.map(({ optimizer, chosen, learningRate }) => [optimizer, chosen, learningRate]);
    expect(told(cartpole)).toEqual([
      ['SGD', 'momentum=0.9', 0.1],
      ['ADAM', undefined, 0.001],
    ]);
    expect(told(acrobot)).toEqual(
      expect.arrayContaining([
        ['SGD', 'momentum=0', 1],
        ['ADAM', undefined, 0.01],
      ]),
    );
    expect(runSummary(db, 1, { tuned: true })).toContain('SGD        momentum=0.9    0.1');
    const tuning = taskBoards(db, 1).find(({ phase }) => phase === 'tuning')!;
    expect(tuning.scores.map(({ optimizer }) => optimizer)).toContain('SGD(momentum=0)');
  });

  test('compares the chosen settings, each optimizer under one name, with the choice inside the interval', () => {
    const comparison = compareExperiment(madeSettings().db);
    const [cartpole] = comparison.tasks;
    expect(cartpole!.optimizers).toMatchObject([
      {
        name: 'SGD',
        setting: 'SGD(momentum=0.9)',
        beside: 'momentum=0.9',
        learningRate: 0.1,
        rates: 4,
        rateChosenBy: 'tuning',
        choice: {
          tuningSeeds: 3,
          rates: [
            { learningRate: 0.1, beside: 'momentum=0', share: 0 },
            { learningRate: 0.1, beside: 'momentum=0.9', share: 1 },
            { learningRate: 1, beside: 'momentum=0', share: 0 },
            { learningRate: 1, beside: 'momentum=0.9', share: 0 },
          ],
        },
      },
      { name: 'ADAM', learningRate: 0.001, rates: 2, rateChosenBy: 'tuning' },
    ]);
    expect(cartpole!.optimizers[1]!.setting).toBeUndefined();
    // Both keep their settings in every resample, and all seeds differ by 14.
    expect(cartpole!.pairs[0]!.effect.intervalWithChoice).toEqual([
      expect.closeTo(14, 10),
      expect.closeTo(14, 10),
    ]);
    expect(sentences(comparison)[0]).toContain(
      'Also with the settings chosen anew the 95 % interval over tuning and scoring seeds is 14 to 14.',
    );
    expect(comparison.notes).toEqual(
      expect.arrayContaining([
        'The learning rate of ADAM was chosen on tuning seeds, which are not compared.',
        'The settings of SGD, learning rates among them, were chosen on tuning seeds, which are not compared: the best of 4.',
      ]),
    );
    const [board, , choice] = textTables(comparison);
    expect(board!.columns.map(({ header }) => header).slice(0, 3)).toEqual(['optimizer', 'setting', 'lr']);
    expect(board!.rows[0]!.slice(0, 3)).toEqual(['SGD', 'momentum=0.9', '0.1']);
    expect(choice!.rows.map(([name, shares]) => [name, shares])).toEqual([
      ['SGD', 'momentum=0.9 0.1: 100 %'],
      ['ADAM', '0.001: 100 %'],
    ]);
    expect(legend(comparison).join('\n')).toContain('Setting chosen anew: in how many resamples');
    expect(comparison.tasks.flatMap(({ optimizers }) => optimizers)).toHaveLength(4);
  });

  test('is not sure of a choice that other tuning seeds would not have made', () => {
    const loose = settingsOfSgd({ '0 0.1': 60, '0.9 0.1': 0 }).map((run, place) =>
      run.optimizer === 'SGD(momentum=0.9)' ? { ...run, evaluations: [0, [0, 0, 120][place % 3]!] } : run,
    );
    const { db } = store(
      ...loose,
      ...scoring('SGD', 0.1, 55, { chosenSetting: 'SGD(momentum=0)' }),
      ...scoring('ADAM', 0.1, 41),
    );
    const [task] = compareExperiment(db).tasks;
    const shares = task!.optimizers.find(({ name }) => name === 'SGD')!.choice!.rates;
    // The other one is ahead where its one good seed is drawn twice or thrice of three: 7/27.
    expect(shares[1]).toMatchObject({ beside: 'momentum=0.9', share: expect.closeTo(7 / 27, 1) });
  });

  test('knows optimizers by the name of the best setting, and says so of a setting that is named', () => {
    const { db } = madeSettings();
    expect(compareExperiment(db, { optimizers: ['sgd', 'ADAM'] }).tasks[0]!.optimizers).toHaveLength(2);
    expect(() => compareExperiment(db, { optimizers: ['SGD(momentum=0)', 'ADAM'] })).toThrow(
      'SGD(momentum=0) is a setting of SGD, among which tuning has chosen; name SGD',
    );
  });

  test('looks at all settings of an optimizer as one', () => {
    const { db } = madeSettings();
    const [task] = compareBudget(db).tasks;
    expect(task!.curves.map(({ name, settings }) => [name, settings])).toEqual([
      ['SGD', 4],
      ['ADAM', 2],
    ]);
    expect(budgetSentences(compareBudget(db))).not.toEqual([]);
    const sensitive = compareSensitivity(db).optimizers.find(({ name }) => name === 'SGD')!;
    expect(sensitive).toMatchObject({ settings: 4, dimensions: 2, labels: ['SGD'] });
    expect(Object.keys(sensitive.choice)).toEqual(['lr', 'momentum']);
    const [steps] = compareProfiles(db).units;
    expect(steps!.optimizers.map(({ name, settings }) => [name, settings])).toEqual(
      expect.arrayContaining([
        ['SGD', 4],
        ['ADAM', 2],
      ]),
    );
    // 50 is reached on cartpole by a momentum of 0.9 at 0.1, and by nothing else.
    expect(steps!.optimizers.find(({ name }) => name === 'SGD')!.times).toEqual([100, null]);
  });

  test('is reported with its settings, in figures and in words', () => {
    const made = madeSettings();
    const report = experimentReport(made.db, experimentFacts(made.db));
    expect(reportTitle({ id: 1, title: '' }, report.groups)).toBe('SGD and ADAM on cartpole and acrobot');
    expect(report.figures.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['budget-curves', 'sensitivity-plane', 'time-profiles', 'learning-rates']),
    );
    expect(report.palette.optimizers.slice(0, 2)).toEqual(['SGD', 'ADAM']);
    const document = studyDocument(contentOf(made));
    expect(document).toContain('Which of 2 optimizers trains a better policy on 2 tasks');
    expect(document).toContain(
      "Tuning: every setting was trained with the seeds 101–103; each optimizer's setting with the best mean final return was chosen, task by task.",
    );
    expect(document).toContain(
      'Learning rates were chosen, and of some optimizers the settings that the study varies.',
    );
    expect(document).toContain('0.1 (lowest tried!), momentum=0.9');
    expect(document).toContain('Settings were chosen by 3 seeds.');
  });

  test('is watched with the settings that were chosen', () => {
    const optimizers = runLines(madeSettings().db, [1]).map(({ cells }) => cells[4]![0]);
    expect([...new Set(optimizers)]).toEqual([
      'SGD(momentum=0)',
      'SGD(momentum=0.9)',
      'ADAM',
      'SGD, momentum=0.9',
      'SGD, momentum=0',
    ]);
  });

  test('with one setting each says what it always said', () => {
    const { db } = store(
      ...ratesOfAdam({ 0.001: 40, 0.01: 30 }),
      ...scoring('ADAM', 0.001, 41),
      ...scoring('SGD', 1, 20),
    );
    const comparison = compareExperiment(db);
    const text = [...sentences(comparison), ...legend(comparison), ...comparison.notes].join('\n');
    expect(text).toContain('with the rates chosen anew');
    expect(text).not.toContain('etting chosen');
    expect(toldInTerminal(textTables(comparison))).not.toContain('setting');
  });

  test('does not look at settings of which halving has dropped some', () => {
    const runs = settingsOfSgd({ '0 0.1': 10, '0.9 0.1': 60 });
    const { db } = store(...runs, ...ratesOfAdam({ 0.001: 1, 0.01: 2 }), ...scoring('ADAM', 0.01, 3));
    db.exec("update runs set status = 'dropped' where optimizer = 'SGD(momentum=0)'");
    expect(() => compareBudget(db)).toThrow('successive halving has dropped settings of SGD');
    expect(compareBudget(db, { optimizers: ['ADAM'] }).tasks[0]!.curves.map(({ name }) => name)).toEqual([
      'ADAM',
    ]);
  });
});
