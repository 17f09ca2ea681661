import { describe, expect, test } from 'vitest';
import { askedRows } from '../../../src/report/figures/draw-figures.ts';
import { paletteOf } from '../../../src/report/figures/index.ts';
import { meanWithError } from '../../../src/report/figures/queries/seed-values.ts';
import { type TrainingRow, trainingQuery } from '../../../src/report/figures/queries/training-query.ts';
import { trainingLosses } from '../../../src/report/figures/training-losses.ts';
import { trainingReturns } from '../../../src/report/figures/training-returns.ts';
import type { TrainingRecord } from '../../../src/results/index.ts';
import type { WordsOf } from '../../../src/task-words.ts';
import { newStore } from '../../store/new-store.ts';
import { end, episode, evaluation, newExperiment, update } from '../../store/records.ts';

const palette = paletteOf(['MILO', 'ADAMW']);

/** What happens to one run: each update with the returns of the episodes that ended in it, and how it ends. */
interface Story {
  readonly updates: readonly (readonly number[])[];
  /** Environment steps of an update. */
  readonly steps?: number;
  readonly ends?: 'finished' | 'diverged' | undefined;
}

/** The rows of runs of one optimizer that differ in the seed. */
function rowsOf(...stories: readonly Story[]): TrainingRow[] {
  const store = newStore();
  const { experimentId, runIds } = store.createExperiment(
    newExperiment(stories.map((_, index) => ({ seed: index + 1 }))),
  );
  store.startRuns(runIds);
  stories.forEach(({ updates, steps = 100, ...story }, member) => {
    let count = 0;
    const records = updates.flatMap((returns, index): TrainingRecord[] => {
      const at = { member, updateIndex: index + 1, envStep: steps * (index + 1), wallS: 2 * (index + 1) };
      return [
        ...returns.map((each, place) =>
          // The last one ends with the very step that ends the roll-out.
          episode({
            ...at,
            episode: count++,
            return: each,
            envStep: at.envStep - returns.length + 1 + place,
            wallS: at.wallS - 1,
          }),
        ),
        update({ ...at, policyLoss: member + index }),
        evaluation({ ...at, meanReturn: 0 }),
      ];
    });
    const ends = 'ends' in story ? story.ends : 'finished';
    store.write(runIds, [...records, ...(ends ? [end({ member, status: ends })] : [])]);
  });
  return askedRows(store.db, trainingQuery(experimentId)) as TrainingRow[];
}

/** The points of a curve in a few words. */
function points(rows: readonly TrainingRow[], values: 'returns' | 'losses') {
  return rows.map((row) => [row.updates, row.episodes, row.wall_s, JSON.parse(row[values])]);
}

describe('the points of training curves', () => {
  test('are the updates, where an update is an episode, however long', () => {
    const rows = rowsOf({ updates: [[1], [2], [3]], steps: 10 }, { updates: [[4], [5], [6]], steps: 500 });
    expect(points(rows, 'returns')).toEqual([
      [1, 1, 2, [1, 4]],
      [2, 2, 4, [2, 5]],
      [3, 3, 6, [3, 6]],
    ]);
    expect(points(rows, 'losses').map(([, , , losses]) => losses)).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
    ]);
  });

  test('are the means over the episodes of an update, where an update is a number of steps', () => {
    const rows = rowsOf({ updates: [[1, 3], [5]] }, { updates: [[2], [4, 6, 8]] });
    expect(points(rows, 'returns')).toEqual([
      [1, 1.5, 2, [2, 2]],
      [2, 3.5, 4, [5, 6]],
    ]);
  });

  test('stand on the last episodes where none has ended, and begin when every seed has one', () => {
    const rows = rowsOf({ updates: [[7], [], [], [9]] }, { updates: [[], [1], [], [5]] });
    expect(points(rows, 'returns').map(([, , , returns]) => returns)).toEqual([[], [7, 1], [7, 1], [9, 5]]);
  });

  test('count a run as the worst after it has diverged, and without a loss', () => {
    const rows = rowsOf({ updates: [[-5], [4]] }, { updates: [[3]], ends: 'diverged' });
    expect(points(rows, 'returns').map(([, , , returns]) => returns)).toEqual([
      [-5, 3],
      [4, -0.5],
    ]);
    expect(points(rows, 'losses')[1]![3]).toEqual([1, null]);
  });

  test('are of the runs that have got so far', () => {
    const rows = rowsOf({ updates: [[1], [2]] }, { updates: [[3]], ends: undefined });
    expect(rows.map(({ seeds, runs }) => [seeds, runs])).toEqual([
      [2, 2],
      [1, 2],
    ]);
  });

  test('are about a hundred at most', () => {
    const updates = Array.from({ length: 1234 }, (_, index) => [index]);
    const rows = rowsOf({ updates });
    expect(rows.length).toBeLessThanOrEqual(101);
    expect(rows.length).toBeGreaterThan(90);
  });
});

/** Three seeds, whose episodes become longer: more of them end in the first update than in those after it. */
const madeRows = () =>
  rowsOf({ updates: [[1, 1], [2], [3]] }, { updates: [[2, 2], [3], [4]] }, { updates: [[6, 6], [7], [8]] });

test('returns while training are drawn over episodes, updates and seconds', () => {
  const { panels, legend } = trainingReturns.draw(madeRows(), palette)!;
  expect(panels.map(({ title }) => title)).toEqual(['over episodes', 'over updates', 'over wall-clock time']);
  ['episodes', 'updates', 'seconds'].forEach((axis, index) => {
    expect(panels[index]!.svg).toContain(axis);
    expect(panels[index]!.svg).toContain('return');
  });
  expect(legend).toEqual(['MILO(momentum=0.8)']);
});

test('returns while training are not drawn over episodes that go with updates', () => {
  const rows = rowsOf({ updates: [[1], [2], [3]] }, { updates: [[2], [3], [4]] });
  const { panels } = trainingReturns.draw(rows, palette)!;
  expect(panels.map(({ title }) => title)).toEqual(['over updates', 'over wall-clock time']);
});

test('what updates report is drawn once each, and what nobody reports is left out', () => {
  const titles = (of: readonly TrainingRow[]) =>
    trainingLosses.draw(of, palette)!.panels.map(({ title }) => title);
  const rows = madeRows();
  const critics = ['value loss', 'explained variance'];
  const policys = ['policy loss', 'entropy, nats', 'KL divergence, nats', 'clip fraction'];
  expect(titles(rows).toSorted()).toEqual([...policys, ...critics].toSorted());
  const nothing = JSON.stringify([null, null, null]);
  const withoutCritic = rows.map((row) => ({ ...row, value_losses: nothing, explained_variances: nothing }));
  expect(titles(withoutCritic)).toEqual(policys);
});

describe('the loss of a task without episodes', () => {
  const wordsOf: WordsOf = () => ({ score: 'test accuracy', unit: 'sample', episodes: false });
  const titles = (rows: readonly TrainingRow[]) =>
    trainingLosses
      .draw(rows, palette, wordsOf)!
      .panels.map(({ title }) => title)
      .filter((title) => title.startsWith('loss'));
  const story = (steps: number): Story => ({ updates: [[], [], []], steps });

  test('is drawn over updates and seconds', () => {
    const rows = rowsOf(story(100), story(100), story(100));
    expect(titles(rows)).toEqual(['loss over updates', 'loss over wall-clock time']);
    const { panels, caption } = trainingLosses.draw(rows, palette, wordsOf)!;
    expect(panels[1]!.svg).toContain('seconds');
    expect(caption).toContain("Seconds are counted since the run's population began");
    expect(caption).not.toContain('Episodes');
  });

  test('and over samples where updates are of unequal sizes', () => {
    const rows = [
      ...rowsOf(story(100), story(100), story(100)),
      ...rowsOf(story(50), story(50), story(50)).map((row) => ({ ...row, optimizer: 'ADAMW' })),
    ];
    expect(rows.map(({ env_step }) => env_step)).toEqual([100, 200, 300, 50, 100, 150]);
    expect(titles(rows)).toEqual(['loss over samples', 'loss over updates', 'loss over wall-clock time']);
    expect(trainingLosses.draw(rows, palette, wordsOf)!.panels[0]!.svg).toContain('samples');
  });
});

describe.each([
  ['returns', trainingReturns, 'over updates'],
  ['losses', trainingLosses, 'policy loss'],
] as const)('%s while training', (_, figure, title) => {
  test('are named by task where there are several', () => {
    const rows = madeRows();
    const { panels } = figure.draw([...rows, ...rows.map((row) => ({ ...row, env: 'other' }))], palette)!;
    expect(panels.map(({ title }) => title)).toContain(`other, ppo: ${title}`);
  });

  test('say how many seeds their standard errors are of', () => {
    expect(figure.draw(madeRows(), palette)!.caption).toContain(
      'Bands: one standard error of the mean to either side, over 3 seeds.',
    );
  });

  test('have no band of two seeds, and say so', () => {
    const { panels, caption } = figure.draw(
      rowsOf({ updates: [[1], [2]] }, { updates: [[3], [4]] }),
      palette,
    )!;
    expect(caption).toContain('No standard error: fewer than 3 seeds');
    expect(panels[0]!.svg).not.toContain('aria-label="area"');
  });
});

test('the standard error of a mean is the deviation over the root of the number', () => {
  const { mean, interval, seeds } = meanWithError([1, 2, 6]);
  expect([mean, seeds]).toEqual([3, 3]);
  const error = Math.sqrt(7 / 3);
  expect(interval()).toEqual([expect.closeTo(3 - error, 12), expect.closeTo(3 + error, 12)]);
  expect(meanWithError([1, 2]).interval()).toBeUndefined();
  expect(meanWithError([]).mean).toBeUndefined();
});
