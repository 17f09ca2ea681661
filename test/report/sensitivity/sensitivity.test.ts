import { describe, expect, test } from 'vitest';
import { toldInLatex, toldInMarkdown, toldInTerminal } from '../../../src/report/compare/index.ts';
import { askedRows } from '../../../src/report/figures/draw-figures.ts';
import { paletteOf } from '../../../src/report/figures/index.ts';
import { sensitivityPlane } from '../../../src/report/figures/sensitivity-plane.ts';
import { compareSensitivity } from '../../../src/report/sensitivity/compare-sensitivity.ts';
import { sensitivitySentences, toldOfSensitivity } from '../../../src/report/sensitivity/sensitivity-text.ts';
import type { Made } from '../../store/made-runs.ts';
import { made, seeds } from '../compare/made-experiment.ts';

/** An optimizer at rates 0.001, 0.01, … on a task: each has a level, and seeds that differ a little. */
function tuned(env: string, optimizer: string, levels: readonly number[], count = 6): Made[] {
  return levels.flatMap((level, index) =>
    seeds(
      optimizer,
      Array.from({ length: count }, (_, seed) => level + (seed % 2)),
      { env, learningRate: 0.001 * 10 ** index, phase: 'tuning' },
    ),
  );
}

/** MOODY wants another rate on each task, CALM the same on both. */
const store = (count = 6) =>
  made(
    tuned('cartpole', 'MOODY', [100, 0, 0], count),
    tuned('acrobot', 'MOODY', [0, 0, 100], count),
    tuned('cartpole', 'CALM', [0, 80, 0], count),
    tuned('acrobot', 'CALM', [0, 80, 0], count),
  );

describe('sensitivity to settings', () => {
  test('is what one setting for all tasks loses', () => {
    const { optimizers, lead } = compareSensitivity(store().db);
    expect(optimizers.map(({ name }) => name)).toEqual(['CALM', 'MOODY']);
    // Between the 5th and the 95th percentile of six means, 0.5 and 95.5: 0, 0, 0, 0, 80 and 100.
    const width = 95;
    expect(optimizers[0]).toMatchObject({
      sensitivity: { value: 0, interval: [0, 0] },
      tuned: { value: expect.closeTo(80 / width, 9) },
      dimension: 0,
      dimensions: 1,
      choice: { lr: '0.01' },
      fixed: { value: expect.closeTo(80 / width, 9) },
      setting: { lr: '0.01' },
    });
    expect(optimizers[1]).toMatchObject({
      sensitivity: { value: expect.closeTo(100 / width - 50 / width, 9) },
      tuned: { value: expect.closeTo(100 / width, 9) },
      dimension: 1,
      fixed: { value: expect.closeTo(50 / width, 9) },
    });
    expect(lead).toEqual([
      { over: 'MOODY', difference: { value: expect.closeTo(30 / width, 9), interval: expect.any(Array) } },
    ]);
    expect(optimizers[0]!.ranges[0]).toEqual({ decades: expect.closeTo(0.1, 9), open: false });
  });

  test('is said of whom the difference shows', () => {
    expect(sensitivitySentences(compareSensitivity(store().db))).toEqual([
      'Over 2 tasks with one setting for all CALM is ahead of MOODY (95 % intervals over seeds of the lead lie above 0).',
      'Over 2 tasks CALM loses less than MOODY by one setting for all tasks (the 95 % interval over seeds of each difference lies above 0).',
    ]);
  });

  test('cannot be said of few seeds, or of optimizers that are alike', () => {
    expect(sensitivitySentences(compareSensitivity(store(2).db))).toEqual([
      'Over 2 tasks with one setting for all it cannot be said who is ahead: that takes 3 seeds or more of every setting on every task.',
      expect.stringContaining('It cannot be said'),
    ]);
    const alike = ['A', 'B'].flatMap((name) => [
      tuned('cartpole', name, [100, 0]),
      tuned('acrobot', name, [0, 100]),
    ]);
    expect(sensitivitySentences(compareSensitivity(made(...alike).db))).toEqual([
      'Over 2 tasks with one setting for all it cannot be said who is ahead: no 95 % interval over seeds of the lead of A lies above 0.',
      'It cannot be said who is less sensitive to settings: no 95 % interval over seeds of a difference between A and B lies above 0.',
    ]);
  });

  test('counts settings that are missing on a task with the worst there', () => {
    const comparison = compareSensitivity(
      made(tuned('cartpole', 'A', [10, 50]), tuned('acrobot', 'A', [10])).db,
    );
    // The second rate is best on the first task, and the worst on the second, which is where the first one is too.
    expect(comparison.optimizers[0]).toMatchObject({ settings: 2, missing: 1 });
    expect(toldOfSensitivity(comparison).flat()).toContain(
      'Note: 1 of 2 settings of A are missing on some task and count with the worst there.',
    );
  });

  test('needs two tasks', () => {
    expect(() => compareSensitivity(made(tuned('cartpole', 'A', [1, 2])).db)).toThrow(
      'sensitivity is of settings across tasks, and experiment 1 has one',
    );
  });

  test('is told in every format, at most 80 columns wide in a terminal', () => {
    const told = toldOfSensitivity(compareSensitivity(store().db));
    const terminal = toldInTerminal(told);
    expect(terminal).toContain('CALM       lr=0.01');
    expect(Math.max(...terminal.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(toldInMarkdown(told)).toContain('| CALM | lr=0.01 |');
    expect(toldInLatex(told)).toContain('CALM & lr=0.01');
  });

  test('is a plane with a dot an optimizer, and nothing of one task', () => {
    const draw = ({ db }: ReturnType<typeof made>) =>
      sensitivityPlane.draw(
        askedRows(db, sensitivityPlane.sql(1)) as Parameters<typeof sensitivityPlane.draw>[0],
        paletteOf(['MOODY', 'CALM']),
      );
    const { panels, legend } = draw(store())!;
    expect(panels[0]!.svg.match(/<circle/g)).toHaveLength(2);
    expect(legend).toEqual(['CALM', 'MOODY']);
    expect(draw(made(tuned('cartpole', 'A', [1, 2])))).toBeUndefined();
  });
});
