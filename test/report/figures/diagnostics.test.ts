import { describe, expect, test } from 'vitest';
import { batchSizes } from '../../../src/report/figures/batch-sizes.ts';
import { askedRows } from '../../../src/report/figures/draw-figures.ts';
import type { Figure } from '../../../src/report/figures/index.ts';
import { paletteOf } from '../../../src/report/figures/index.ts';
import { noiseScales } from '../../../src/report/figures/noise-scales.ts';
import { sampleScores } from '../../../src/report/figures/sample-scores.ts';
import { scoreShares } from '../../../src/report/figures/score-shares.ts';
import { sharpness } from '../../../src/report/figures/sharpness.ts';
import type { MeasurementRecord } from '../../../src/results/index.ts';
import { newStore } from '../../store/new-store.ts';
import { end, newExperiment } from '../../store/records.ts';

const palette = paletteOf(['MILO', 'ADAMW']);

/** What a figure shows of two seeds that report the same quantities of two updates. */
function shown(
  figure: Figure<never>,
  source: string,
  quantities: Readonly<Record<string, readonly number[]>>,
) {
  const store = newStore();
  const { experimentId, runIds } = store.createExperiment(newExperiment([{ seed: 1 }, { seed: 2 }]));
  store.startRuns(runIds);
  const records = [0, 1].flatMap((member) =>
    Object.entries(quantities).flatMap(([quantity, values]) =>
      values.map(
        (value, index): MeasurementRecord => ({
          ...{ kind: 'measurement', member, updateIndex: 1 + 10 * index, agent: 1, source, quantity },
          value: value * (1 + member),
        }),
      ),
    ),
  );
  store.write(runIds, [...records, ...[0, 1].map((member) => end({ member, status: 'finished' }))]);
  const rows = askedRows(store.db, figure.sql(experimentId)) as unknown[];
  return { rows, drawn: figure.draw(rows as never, palette) };
}

describe('figures of diagnostics', () => {
  test('show the sharpness of actor and critic, means over seeds, a panel each', () => {
    const { rows, drawn } = shown(sharpness as Figure<never>, 'curvature', {
      'actor.sharpness': [1, 2],
      'critic.sharpness': [10, 20],
      'all.sharpness': [10, 20],
      'actor.trace': [5, 5],
    });
    expect(rows).toMatchObject([
      { part: 'actor', update_index: 1, seeds: 2, sharpness: 1.5 },
      { part: 'actor', update_index: 11, seeds: 2, sharpness: 3 },
      { part: 'critic', update_index: 1, seeds: 2, sharpness: 15 },
      { part: 'critic', update_index: 11, seeds: 2, sharpness: 30 },
    ]);
    expect(drawn!.panels).toHaveLength(2);
  });

  test('show all parameters where there is no actor', () => {
    const { rows, drawn } = shown(sharpness as Figure<never>, 'curvature', { 'all.sharpness': [1, 2] });
    expect(rows).toMatchObject([{ part: 'all', sharpness: 1.5 }, { part: 'all' }]);
    expect(drawn!.panels).toHaveLength(1);
  });

  test('leave out updates whose noise scale is infinite', () => {
    const { rows, drawn } = shown(noiseScales as Figure<never>, 'noise_scale', {
      actor: [Number.POSITIVE_INFINITY, 8],
      all: [1, 1],
    });
    expect(rows).toMatchObject([{ part: 'actor', update_index: 11 }]);
    expect((rows[0] as { scale: number }).scale).toBeCloseTo(Math.sqrt(8 * 16), 10);
    expect(drawn!.panels).toHaveLength(1);
  });

  test('show scores of samples by their quantiles, without updates that taught nothing, and shares apart', () => {
    const told = {
      el2n_mean: [0, 2],
      grand_q90: [3, 3],
      el2n_near_zero: [0, 0.25],
      spearman: [-0.5, 0.5],
    };
    const scores = shown(sampleScores as Figure<never>, 'scores', told);
    expect(scores.rows).toMatchObject([
      { part: 'el2n_mean', update_index: 11, seeds: 2 },
      { part: 'grand_q90', update_index: 1 },
      { part: 'grand_q90', update_index: 11 },
    ]);
    expect((scores.rows[0] as { score: number }).score).toBeCloseTo(Math.sqrt(2 * 4), 10);
    expect(scores.drawn!.panels).toHaveLength(2);
    const shares = shown(scoreShares as Figure<never>, 'scores', told);
    expect(shares.rows).toMatchObject([
      { part: 'el2n_near_zero', share: 0 },
      { part: 'el2n_near_zero', share: 0.375 },
      { part: 'spearman', share: -0.75 },
      { part: 'spearman', share: 0.75 },
    ]);
    expect(shares.drawn!.panels).toHaveLength(2);
  });

  test('show what controllers have updates gather', () => {
    const { rows, drawn } = shown(batchSizes as Figure<never>, 'controllers', {
      samples: [4, 16],
      learning_rate_factor: [1, 1],
    });
    expect(rows).toMatchObject([
      { update_index: 1, seeds: 2, samples: 6 },
      { update_index: 11, samples: 24 },
    ]);
    expect(drawn!.panels).toHaveLength(1);
  });

  test('are left out where nobody has asked', () => {
    for (const figure of [sharpness, noiseScales, sampleScores, scoreShares, batchSizes]) {
      expect(shown(figure as Figure<never>, 'update_ratio', { all: [1] }).drawn).toBeUndefined();
    }
  });
});
