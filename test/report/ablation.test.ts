import { describe, expect, test } from 'vitest';
import { changeSentences } from '../../src/report/ablation/change-sentences.ts';
import { type AblationRow, ablationEffects } from '../../src/report/ablation/effects.ts';
import { fewSeedsWarning, whatIsShown } from '../../src/report/ablation/what-is-shown.ts';
import type { Comparison } from '../../src/report/compare/index.ts';
import { ablation } from '../../src/report/figures/ablation.ts';
import { paletteOf } from '../../src/report/figures/index.ts';
import { ablationSection } from '../../src/report/page/ablation-section.ts';
import { comparedOn } from '../../src/report/page/page.ts';
import { environmentWords } from '../../src/task-words.ts';

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
      spread: Math.SQRT1_2,
      interval: undefined,
      p: undefined,
      pAdjusted: undefined,
      seedsNeeded: undefined,
    });
  });

  describe('say what their seeds can carry', () => {
    const base = [10, 20, 30, 40, 50, 60, 70, 80];
    const changed = (by: readonly number[]) =>
      rows(
        'one at a time',
        { lr: 1, normalize: true },
        ['lr'],
        base.map((value, seed) => value + by[seed]!),
      );
    const noisy = (by: readonly number[]) =>
      rows(
        'one at a time',
        { lr: 0.1, normalize: false },
        ['normalize'],
        base.map((value, seed) => value + by[seed]!),
      );
    const said = (...changes: readonly AblationRow[][]) =>
      whatIsShown(
        ablationEffects([
          ...rows('one at a time', { lr: 0.1, normalize: true }, [], base),
          ...changes.flat(),
        ])[0]!.effects,
      );

    test('those that are shown, those that are not, and how many seeds the nearest would take', () => {
      const lines = said(changed([5, 6, 5, 6, 5, 6, 5, 6]), noisy([9, -7, 8, -6, 9, -7, 8, -5]));
      expect(lines[0]).toBe('Shown with 8 seeds: lr = 1.');
      expect(lines[1]).toBe('Not shown: normalize = false.');
      expect(lines[2]).toMatch(/^normalize = false is nearest to it, and about \d+ seeds would be needed\.$/);
      expect(lines).toHaveLength(3);
    });

    test('that none is shown, and that so few seeds could show none', () => {
      const few = [3, 5, 4, 6].map((gain, seed) => [gain, seed] as const);
      const lines = whatIsShown(
        ablationEffects([
          ...rows(
            'one at a time',
            { lr: 0.1 },
            [],
            few.map(([, seed]) => seed),
          ),
          ...rows(
            'one at a time',
            { lr: 1 },
            ['lr'],
            few.map(([gain, seed]) => seed + gain),
          ),
        ])[0]!.effects,
      );
      expect(lines[0]).toBe('No change is shown with 4 seeds: other seeds may turn any of them around.');
      expect(lines.at(-1)).toBe(
        'With 4 seeds this test cannot get p down to 0.05, however large a difference is; it takes 6.',
      );
    });

    test('before anything is trained, where seeds are too few for so many changes', () => {
      expect(fewSeedsWarning(5, 15)).toContain('it takes 10.');
      expect(fewSeedsWarning(10, 15)).toBeUndefined();
    });

    test('below the figure too', () => {
      expect(ablation.draw(single, paletteOf([]))!.caption).toContain('is shown with');
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

describe('what the page of an ablation says', () => {
  const six = [10, 20, 30, 40, 50, 60];
  const [task] = ablationEffects([
    ...rows('one at a time', { lr: 0.1, momentum: 0.9 }, [], six),
    ...rows('one at a time', { lr: 1, momentum: 0.9 }, ['lr'], [11, 19, 31, 39, 51, 60]),
    ...rows(
      'one at a time',
      { lr: 0.1, momentum: 0 },
      ['momentum'],
      six.map((score) => score - 4),
    ),
    ...rows('one at a time', { lr: 0.1, momentum: 0.5 }, ['momentum'], six),
  ]) as [ReturnType<typeof ablationEffects>[0]];

  test('is a sentence a change, the largest loss first, each with what its seeds can carry', () => {
    const sentences = changeSentences(task, 'MILO');
    expect(sentences).toHaveLength(3);
    expect(sentences[0]).toBe(
      'With momentum = 0 the score is 4 [4, 4] lower than that of MILO as it is, which 6 seeds do not show (p = 0.094).',
    );
    expect(sentences[1]).toBe('With momentum = 0.5 the score is that of MILO as it is.');
    expect(sentences[2]).toMatch(
      /^With lr = 1 the score is 0\.167 \[-?[\d.]+, [\d.]+\] higher than that of MILO as it is, which 6 seeds do not show \(p = 1\)\.$/,
    );
  });

  test('is a table of each setting, and no comparison of changes with each other', () => {
    const reported = { optimizer: 'MILO', tasks: [task], alone: true };
    const { source } = ablationSection(reported, () => environmentWords);
    expect(source.match(/<li>/g)).toHaveLength(3);
    expect(source).toContain('<td class="text">0.9 *</td>');
    expect(source).toContain('MILO, one at a time: cartpole, ppo');
    const comparison = {} as Comparison;
    const shown = (alone: boolean) => comparedOn({ comparison, ablation: { ...reported, alone } });
    expect(shown(true)).toBeUndefined();
    expect(shown(false)).toBe(comparison);
  });
});
