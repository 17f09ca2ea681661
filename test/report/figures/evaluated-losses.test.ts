import { describe, expect, test } from 'vitest';
import { askedRows } from '../../../src/report/figures/draw-figures.ts';
import { evaluatedLosses } from '../../../src/report/figures/evaluated-losses.ts';
import { paletteOf } from '../../../src/report/figures/index.ts';
import type { EvaluatedLossRow } from '../../../src/report/figures/queries/evaluated-losses-query.ts';
import type { TrainingRecord } from '../../../src/results/index.ts';
import type { WordsOf } from '../../../src/task-words.ts';
import { newStore } from '../../store/new-store.ts';
import { end, evaluation, measurement, newExperiment } from '../../store/records.ts';

const palette = paletteOf(['MILO']);
const wordsOf: WordsOf = () => ({ score: 'test accuracy', unit: 'sample', episodes: false });

/** Runs whose evaluations measured these losses, a pair of training and test examples each; the last may have diverged. */
function rowsOf(
  runs: readonly (readonly (readonly [train: number, test: number])[])[],
  { diverges = false } = {},
): EvaluatedLossRow[] {
  const store = newStore();
  const { experimentId, runIds } = store.createExperiment(
    newExperiment(runs.map((_, index) => ({ env: 'digits', agent: 'supervised', seed: index + 1 }))),
  );
  store.startRuns(runIds);
  runs.forEach((losses, member) => {
    const records = losses.flatMap(([train, other], updateIndex): TrainingRecord[] => {
      const at = { member, updateIndex };
      return [
        evaluation({ ...at, envStep: 64 * updateIndex, meanReturn: 0.5 }),
        measurement({ ...at, source: 'supervised', quantity: 'train_loss', value: train }),
        measurement({ ...at, source: 'supervised', quantity: 'test_loss', value: other }),
        measurement({ ...at, source: 'supervised', quantity: 'train_accuracy', value: 0.9 }),
      ];
    });
    const status = diverges && member === runs.length - 1 ? 'diverged' : 'finished';
    store.write(runIds, [...records, end({ member, status })]);
  });
  return askedRows(store.db, evaluatedLosses.sql(experimentId)) as EvaluatedLossRow[];
}

const twoEach = [
  [
    [2, 3],
    [1, 2],
  ],
  [
    [4, 5],
    [2, 4],
  ],
  [
    [3, 4],
    [0, 3],
  ],
] as const;

describe('losses of evaluations', () => {
  test('are of training and of test examples, evaluation by evaluation', () => {
    const rows = rowsOf(twoEach);
    expect(
      rows.map(({ env_step, seeds, runs, train_losses, test_losses }) => [
        ...[env_step, seeds, runs],
        ...[JSON.parse(train_losses), JSON.parse(test_losses)],
      ]),
    ).toEqual([
      [0, 3, 3, [2, 4, 3], [3, 5, 4]],
      [64, 3, 3, [1, 2, 0], [2, 4, 3]],
    ]);
  });

  test('have a panel of each, with standard errors', () => {
    const { panels, caption, legend } = evaluatedLosses.draw(rowsOf(twoEach), palette, wordsOf)!;
    expect(panels.map(({ title }) => title)).toEqual(['examples learned from', 'other examples']);
    for (const { svg } of panels) {
      expect(svg).toContain('samples');
      expect(svg).toContain('aria-label="area"');
    }
    expect(caption).toContain('Bands: one standard error of the mean to either side, over 3 seeds.');
    expect(legend).toEqual(['MILO(momentum=0.8)']);
  });

  test('are named by task where there are several', () => {
    const rows = rowsOf(twoEach);
    const { panels } = evaluatedLosses.draw(
      [...rows, ...rows.map((row) => ({ ...row, env: 'spirals' }))],
      palette,
    )!;
    expect(panels.map(({ title }) => title)).toContain('spirals, supervised: other examples');
  });

  test('are without a run after it has diverged, and say so', () => {
    const rows = rowsOf([...twoEach.slice(0, 2), [[1, 1]]], { diverges: true });
    expect(rows.map(({ seeds, runs }) => [seeds, runs])).toEqual([
      [3, 3],
      [2, 3],
    ]);
    expect(evaluatedLosses.draw(rows, palette, wordsOf)!.caption).toContain('the mean is of the others');
  });

  test('are about a hundred at most, the last one among them', () => {
    const rows = rowsOf([Array.from({ length: 1234 }, () => [1, 1] as const)]);
    expect(rows.length).toBeLessThanOrEqual(101);
    expect(rows.at(-1)!.env_step).toBe(64 * 1233);
  });
});
