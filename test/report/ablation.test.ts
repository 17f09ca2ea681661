import { describe, expect, test } from 'vitest';
import { type AblationRow, ablationEffects } from '../../src/report/ablation/effects.ts';
import { ablation } from '../../src/report/figures/ablation.ts';
import { paletteOf } from '../../src/report/figures/index.ts';

function rows(
  design: string,
  settings: object,
  differs: readonly string[],
  scores: readonly (number | null)[],
): AblationRow[] {
  return scores.map((final_return, index) => ({
    env: 'cartpole',
    agent: 'ppo',
    settings: JSON.stringify(settings),
    differs: JSON.stringify(differs),
    design,
    total_timesteps: 1000,
    seed: index + 1,
    status: 'finished',
    final_not_finite: 0,
    final_return,
  }));
}

const single = [
  ...rows('one at a time', { lr: 0.1, normalize: true }, [], [10, 20, 30, 40, 50, 60]),
  ...rows('one at a time', { lr: 1, normalize: true }, ['lr'], [11, 21, 31, 41, 51, 61]),
  ...rows('one at a time', { lr: 0.1, normalize: false }, ['normalize'], [5, 15, 25, 35, 45, null]),
];

describe('effects of an ablation', () => {
  test('one at a time are differences from the optimizer as it is, seed by seed', () => {
    const [{ effects }] = ablationEffects(single) as [ReturnType<typeof ablationEffects>[0]];
    const found = effects.map(({ factor, value, asItIs, seeds, mean, change }) => [
      factor,
      value,
      asItIs,
      seeds,
      mean,
      change?.value,
    ]);
    expect(found).toEqual([
      ['lr', 0.1, true, 6, 35, undefined],
      ['lr', 1, false, 6, 36, 1],
      ['normalize', true, true, 6, 35, undefined],
      ['normalize', false, false, 5, 25, -5],
    ]);
    // Every seed gained the same: nothing is left to be unsure of, whatever the seeds have in common.
    const { interval } = effects[1]!.change!;
    expect(interval!.map((bound) => Math.round(bound * 1e9) / 1e9)).toEqual([1, 1]);
    expect(effects[1]!.change!.p).toBeCloseTo(2 / 2 ** 6);
    expect(effects[1]!.change!.pAdjusted).toBeCloseTo(4 / 2 ** 6);
    expect(effects[3]!.change!.p).toBeCloseTo(2 / 2 ** 5);
  });

  test('of a full factorial are differences from the mean of all combinations', () => {
    const full = [
      ...rows('full factorial', { lr: 0.1, normalize: true }, [], [10, 10, 10]),
      ...rows('full factorial', { lr: 1, normalize: true }, ['lr'], [20, 20, 20]),
      ...rows('full factorial', { lr: 0.1, normalize: false }, ['normalize'], [30, 30, 30]),
      ...rows('full factorial', { lr: 1, normalize: false }, ['lr', 'normalize'], [40, 40, 40]),
    ];
    const [{ effects }] = ablationEffects(full) as [ReturnType<typeof ablationEffects>[0]];
    expect(effects.map(({ mean, change, asItIs }) => [mean, change?.value, asItIs])).toEqual([
      [20, -5, true],
      [30, 5, false],
      [15, -10, true],
      [35, 10, false],
    ]);
  });

  test('of fewer than three seeds have neither interval nor p', () => {
    const few = [
      ...rows('one at a time', { lr: 0.1 }, [], [10, 20]),
      ...rows('one at a time', { lr: 1 }, ['lr'], [11, 22]),
    ];
    const [{ effects }] = ablationEffects(few) as [ReturnType<typeof ablationEffects>[0]];
    expect(effects[1]!.change).toEqual({
      value: 1.5,
      interval: undefined,
      p: undefined,
      pAdjusted: undefined,
    });
  });

  test('are drawn as a line a value, with a ring for what is as it is', () => {
    const { panels, caption } = ablation.draw(single, paletteOf([]))!;
    expect(panels).toHaveLength(1);
    expect(panels[0]!.svg.match(/<circle/g)).toHaveLength(4);
    expect(panels[0]!.svg).toContain('normalize = false');
    expect(caption).toContain('against the optimizer as it is');
  });

  test('are nothing of nothing', () => {
    expect(ablationEffects([])).toEqual([]);
    expect(ablation.draw([], paletteOf([]))).toBeUndefined();
  });
});
