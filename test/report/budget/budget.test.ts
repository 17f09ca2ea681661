import { describe, expect, test } from 'vitest';
import { budgetSentences, overallSentences, toldOfBudget } from '../../../src/report/budget/budget-text.ts';
import { compareBudget } from '../../../src/report/budget/compare-budget.ts';
import { toldInTerminal } from '../../../src/report/compare/index.ts';
import { budgetCurves } from '../../../src/report/figures/budget-curves.ts';
import { askedRows } from '../../../src/report/figures/draw-figures.ts';
import { paletteOf } from '../../../src/report/figures/index.ts';
import type { Made } from '../../store/made-runs.ts';
import { made, seeds } from '../compare/made-experiment.ts';

/** An optimizer at rates 0.001, 0.01, …: each has a level, and ten seeds that differ a little in the same way. */
function tuned(optimizer: string, levels: readonly number[], count = 10, more: Made = {}): Made[] {
  return levels.flatMap((level, index) =>
    seeds(
      optimizer,
      Array.from({ length: count }, (_, seed) => level + (seed % 3)),
      { learningRate: 0.001 * 10 ** index, phase: 'tuning', ...more },
    ),
  );
}

const ofSeeds = (count: number) => Array.from({ length: count }, (_, seed) => seed % 3);
const averaged = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('budget curves', () => {
  // STEADY is good at every rate, PEAKED best at one and bad elsewhere.
  const store = (count = 10) =>
    made(tuned('STEADY', [60, 60, 60], count), tuned('PEAKED', [0, 90, 0], count));

  test('are the expected best of k rates, as the formula has it', () => {
    const [task] = compareBudget(store().db).tasks;
    expect(task!.trials).toEqual([1, 3]);
    const offset = averaged(ofSeeds(10));
    const at = (name: string) =>
      task!.curves.find((curve) => curve.name === name)!.points.map(({ mean }) => mean);
    expect(at('STEADY')).toEqual([60, 60].map((level) => expect.closeTo(level + offset, 9)));
    // One trial finds the peak in one of three cases, three trials in 1 − (2/3)³.
    expect(at('PEAKED')).toEqual([30, 90 * (1 - 8 / 27)].map((level) => expect.closeTo(level + offset, 9)));
  });

  test('say who is ahead after how many trials, which may be another', () => {
    expect(budgetSentences(compareBudget(store().db))).toEqual([
      'With 1 trial STEADY is shown to be better than PEAKED.',
      'With 3 trials PEAKED is shown to be better than STEADY.',
    ]);
  });

  test('say that it cannot be said, of few seeds and of none that tell optimizers apart', () => {
    expect(budgetSentences(compareBudget(store(2).db))[0]).toBe(
      'With 1 trial it cannot be said who is ahead: that takes 3 seeds or more.',
    );
    const alike = made(tuned('A', [5, 10, 20]), tuned('B', [20, 5, 10]));
    expect(budgetSentences(compareBudget(alike.db))).toEqual([
      'With 1 trial it cannot be said who is ahead: no difference could be shown between A and B.',
      'With 3 trials it cannot be said who is ahead: no difference could be shown between A and B.',
    ]);
    expect(toldOfBudget(compareBudget(store(4).db)).flat()).toContain(
      'Note: With 4 seeds no difference can be shown after Holm, however large it is; it takes 7.',
    );
  });

  test('are averaged over tasks, on scores that are normalised on each', () => {
    const both = (count = 10) =>
      made(
        ...[{}, { env: 'acrobot' }].flatMap((on) => [
          tuned('STEADY', [60, 60, 60], count, on),
          tuned('PEAKED', [0, 90, 0], count, on),
        ]),
      );
    const found = compareBudget(both().db);
    // Between the 5th and the 95th percentile of 0, 0, 60, 60, 60 and 90: 0 and 82.5.
    const scores = (at: number) =>
      found.overall!.trials[at]!.optimizers.map(({ name, score }) => [name, score.value * 82.5]);
    expect(scores(0)).toEqual([
      ['STEADY', expect.closeTo(60, 9)],
      ['PEAKED', expect.closeTo(30, 9)],
    ]);
    expect(scores(1)).toEqual([
      ['PEAKED', expect.closeTo(90 * (1 - 8 / 27), 9)],
      ['STEADY', expect.closeTo(60, 9)],
    ]);
    expect(found.overall!.trials.map(({ gain }) => gain && gain.value * 82.5)).toEqual([
      undefined,
      expect.closeTo((90 * (1 - 8 / 27) - 30) / 2, 9),
    ]);
    expect(overallSentences(found)).toEqual([
      'Over 2 tasks with 1 trial STEADY is ahead of PEAKED (95 % intervals over seeds of the lead lie above 0).',
      'Over 2 tasks with 3 trials PEAKED is ahead of STEADY (95 % intervals over seeds of the lead lie above 0).',
    ]);
    expect(overallSentences(compareBudget(both(2).db))[0]).toBe(
      'Over 2 tasks with 1 trial it cannot be said who is ahead: that takes 3 seeds or more.',
    );
    const terminal = toldInTerminal(toldOfBudget(found));
    expect(terminal).toContain('Over 2 tasks, scores normalised, best of so many settings');
    expect(Math.max(...terminal.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('tell nobody from another over tasks who has the same settings there', () => {
    const alike = made(
      ...[{}, { env: 'acrobot' }].flatMap((on) => [
        tuned('A', [5, 10, 20], 10, on),
        tuned('B', [20, 5, 10], 10, on),
      ]),
    );
    expect(overallSentences(compareBudget(alike.db))).toEqual(
      [1, 3].map((count) =>
        expect.stringMatching(
          new RegExp(`^Over 2 tasks with ${count} trials? it cannot be said who is ahead: no 95 %`),
        ),
      ),
    );
  });

  test('are of one task where there is one, and leave out who is not on all', () => {
    expect(compareBudget(store().db).overall).toBeUndefined();
    const other = tuned('STEADY', [1, 2, 3], 10, { env: 'acrobot' });
    const missing = made(tuned('STEADY', [60, 60, 60]), tuned('PEAKED', [0, 90, 0]), other);
    expect(compareBudget(missing.db).overall).toBeUndefined();
  });

  test('flatter nobody by a lucky choice', () => {
    // Every rate is equally good; each of six seeds likes another one.
    const lucky = Array.from({ length: 6 }, (_, rate) =>
      seeds(
        'NOISY',
        Array.from({ length: 6 }, (__, seed) => (seed === rate ? 60 : 0)),
        {
          learningRate: rate + 1,
          phase: 'tuning',
        },
      ),
    );
    const [task] = compareBudget(made(...lucky).db).tasks;
    expect(task!.curves[0]!.points[0]!.mean).toBeCloseTo(10, 9);
    expect(task!.curves[0]!.points.at(-1)!.mean).toBeLessThanOrEqual(10);
  });

  test('take the points of a grid for settings of one optimizer', () => {
    const grid = [0.8, 0.9].flatMap((beta) => tuned(`ADAM(beta1=${beta},eps=1e-8)`, [1, 2]));
    const [task] = compareBudget(made(grid, tuned('SGD', [1, 2])).db).tasks;
    expect(task!.curves.map(({ name, settings }) => [name, settings])).toEqual([
      ['ADAM(beta1=any,eps=1e-8)', 4],
      ['SGD', 2],
    ]);
    expect(toldOfBudget(compareBudget(made(grid, tuned('SGD', [1, 2])).db)).flat()).toContain(
      'Note: SGD had fewer settings than others; nothing is said of more trials than were made.',
    );
  });

  test('need two settings, and a metric of which more is better', () => {
    expect(() => compareBudget(made(tuned('A', [1]), tuned('B', [1])).db)).toThrow(
      'no optimizer of experiment 1 was tried at two settings',
    );
    expect(() => compareBudget(store().db, { metric: 'steps_to_threshold' })).toThrow(
      'settings are judged by final_return, last_100_return, success_rate, given steps_to_threshold',
    );
    expect(() => compareBudget(store().db, { optimizers: ['STEADY(lr=0.01)'] })).toThrow(
      'names a learning rate, but all settings are looked at; name STEADY',
    );
  });

  test('are a figure with a curve an optimizer that was tried at two settings', () => {
    const { db } = made(tuned('STEADY', [60, 60, 60]), tuned('ONCE', [1]));
    const rows = askedRows(db, budgetCurves.sql(1)) as Parameters<typeof budgetCurves.draw>[0];
    const { panels, caption, legend } = budgetCurves.draw(rows, paletteOf(['STEADY', 'ONCE']))!;
    expect(panels).toHaveLength(1);
    expect(panels[0]!.svg.match(/<circle/g)).toHaveLength(3);
    expect(legend).toEqual(['STEADY']);
    expect(caption).toContain('bootstrap intervals of the mean over 10 seeds');
    expect(caption).not.toContain('Over tasks');
  });

  test('have a panel of all tasks before that of each', () => {
    const { db } = made(
      ...[{}, { env: 'acrobot' }].flatMap((on) => [
        tuned('A', [6, 5, 4], 10, on),
        tuned('B', [1, 2, 3], 10, on),
      ]),
    );
    const rows = askedRows(db, budgetCurves.sql(1)) as Parameters<typeof budgetCurves.draw>[0];
    const { panels, caption } = budgetCurves.draw(rows, paletteOf(['A', 'B']))!;
    expect(panels.map(({ title }) => title)).toEqual(['2 tasks', 'acrobot, ppo', 'cartpole, ppo']);
    expect(panels[0]!.svg.match(/<circle/g)).toHaveLength(6);
    expect(caption).toContain('Over tasks scores are normalised');
  });
});
