import { describe, expect, test } from 'vitest';
import { finalScores } from '../../../src/report/figures/final-scores.ts';
import { gradientImbalance } from '../../../src/report/figures/gradient-imbalance.ts';
import { gradientNorms } from '../../../src/report/figures/gradient-norms.ts';
import { figures, paletteOf } from '../../../src/report/figures/index.ts';
import { learningCurves, learningCurvesInTime } from '../../../src/report/figures/learning-curves.ts';
import { learningRates } from '../../../src/report/figures/learning-rates.ts';
import { performanceProfiles } from '../../../src/report/figures/performance-profiles.ts';
import type { CurveRow } from '../../../src/report/figures/queries/curves-query.ts';
import type { LayerRow } from '../../../src/report/figures/queries/layers-query.ts';
import type { ScoreRow } from '../../../src/report/figures/queries/scores-query.ts';
import { successRates } from '../../../src/report/figures/success-rates.ts';

const palette = paletteOf(['MILO', 'ADAMW']);

function curveRow(given: Partial<CurveRow> = {}): CurveRow {
  return {
    env: 'cartpole',
    agent: 'ppo',
    optimizer: 'MILO',
    learning_rate: 0.01,
    env_step: 0,
    wall_s: 0,
    seeds: 3,
    runs: 3,
    not_finite: 0,
    solved_at: null,
    returns: '[1, 2, 3]',
    success_rates: '[null, null, null]',
    ...given,
  };
}

function scoreRow(given: Partial<ScoreRow> = {}): ScoreRow {
  return {
    env: 'cartpole',
    agent: 'ppo',
    optimizer: 'MILO',
    learning_rate: 0.01,
    seeds: 3,
    diverged: 0,
    not_finite: 0,
    solved_at: null,
    returns: '[1, 2, 3]',
    ...given,
  };
}

function layerRow(given: Partial<LayerRow> = {}): LayerRow {
  return {
    env: 'cartpole',
    agent: 'ppo',
    optimizer: 'MILO',
    layer: 'actor.0.kernel',
    update_index: 1,
    seeds: 3,
    grad_norm: 1,
    update_ratio: 0.01,
    ...given,
  };
}

/** How often a drawing has something. */
function count(svg: string, pattern: RegExp): number {
  return [...svg.matchAll(pattern)].length;
}

describe('every figure', () => {
  test.each(figures.map((figure) => [figure.id, figure] as const))(
    '%s is left out without data',
    (_, figure) => {
      expect(figure.draw([], palette)).toBeUndefined();
    },
  );

  test('has an id of its own', () => {
    expect(new Set(figures.map(({ id }) => id)).size).toBe(figures.length);
  });
});

describe('where a task counts as solved', () => {
  test('a line says so on learning curves and final scores, and captions do', () => {
    const [curve, score] = [{ solved_at: 2.5 }, { solved_at: null }].map((given) => ({
      curves: learningCurves.draw(
        [0, 1].map((env_step) => curveRow({ env_step, ...given })),
        palette,
      )!,
      scores: finalScores.draw([scoreRow(given)], palette)!,
    }));
    for (const each of ['curves', 'scores'] as const) {
      expect(curve![each].caption).toContain('Dotted line: from there on the task counts as solved.');
      expect(count(curve![each].panels[0]!.svg, /stroke-dasharray="2 3"/g)).toBe(1);
      expect(score![each].caption).not.toContain('solved');
      expect(score![each].panels[0]!.svg).not.toContain('stroke-dasharray="2 3"');
    }
  });
});

describe('learning curves', () => {
  const rising = [0, 1, 2].flatMap((step) =>
    ['MILO', 'ADAMW'].map((optimizer, index) =>
      curveRow({
        optimizer,
        env_step: 1000 * step,
        wall_s: step,
        returns: `[${step}, ${step + 1}, ${step + 2 + index}]`,
      }),
    ),
  );

  test('have a line and a band an optimizer, in its colour', () => {
    const [panel] = learningCurves.draw(rising, palette)!.panels;
    expect(panel!.title).toBe('cartpole, ppo');
    expect(count(panel!.svg, /stroke="var\(--series-0\)"/g)).toBe(1);
    expect(count(panel!.svg, /fill="var\(--series-0\)"/g)).toBe(1);
    expect(count(panel!.svg, /stroke="var\(--series-1\)"/g)).toBe(1);
    expect(panel!.svg).toContain('environment steps');
    expect(learningCurvesInTime.draw(rising, palette)!.panels[0]!.svg).toContain('seconds');
  });

  test('say how many seeds their intervals are of', () => {
    expect(learningCurves.draw(rising, palette)!.caption).toContain('intervals of the mean over 3 seeds');
  });

  test('have no interval of two seeds, and say so', () => {
    const few = rising.map((row) => ({ ...row, returns: '[1, 2]', seeds: 2, runs: 2 }));
    const { panels, caption } = learningCurves.draw(few, palette)!;
    expect(caption).toContain('No interval: fewer than 3 seeds');
    expect(panels[0]!.svg).not.toContain('fill="var(--series-0)"');
  });

  test('leave gaps for what is no number', () => {
    const { panels } = learningCurves.draw(
      [
        ...rising,
        curveRow({ env_step: 3000, returns: '[null, null, null]' }),
        curveRow({ env_step: 4000, returns: '[9e999, -9e999, null]' }),
        curveRow({ env_step: 5000, returns: '[5, null, 9e999]' }),
      ],
      palette,
    )!;
    expect(panels[0]!.svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  test('are dots where they have one point', () => {
    expect(learningCurves.draw([curveRow()], palette)!.panels[0]!.svg).toContain('<circle');
  });

  test('begin at zero and number whole steps only', () => {
    const [panel] = learningCurves.draw(
      [curveRow({ env_step: 1 }), curveRow({ env_step: 2 })],
      palette,
    )!.panels;
    const labels = [...panel!.svg.matchAll(/y="0.71em">([^<]*)</g)].map(([, label]) => label);
    expect(labels.filter((label) => /^\d/.test(label!))).toEqual(['0', '1', '2']);
  });

  test('say where runs are still on their way', () => {
    expect(learningCurves.draw([curveRow({ seeds: 3, runs: 5 })], palette)!.caption).toContain('got so far');
  });

  test('share panels among no more optimizers than there are colours', () => {
    const names = Array.from({ length: 25 }, (_, index) => `OPTIMIZER_${index}`);
    const { panels, legend } = learningCurves.draw(
      names.flatMap((optimizer) => [curveRow({ optimizer }), curveRow({ optimizer, env_step: 9 })]),
      paletteOf(names),
    )!;
    expect(panels.map(({ title }) => title)).toEqual(
      [1, 2, 3, 4].map((part) => `cartpole, ppo (${part} of 4)`),
    );
    for (const { svg } of panels) {
      const colours = [...svg.matchAll(/stroke="(var\(--series-\d\))"/g)].map(([, colour]) => colour);
      expect(new Set(colours).size).toBe(colours.length);
    }
    expect(legend).toHaveLength(25);
  });

  test('escape a label that looks like markup', () => {
    const optimizer = '<script>alert(1)</script>';
    const [panel] = learningCurves.draw([curveRow({ optimizer })], paletteOf([optimizer]))!.panels;
    expect(panel!.svg).not.toContain('<script');
    expect(panel!.svg).toContain('&lt;script');
  });
});

describe('success rates', () => {
  test('are left out where the environment knows no success', () => {
    expect(successRates.draw([curveRow()], palette)).toBeUndefined();
    expect(successRates.draw([curveRow({ success_rates: '[0, 0.5, 1]' })], palette)!.panels).toHaveLength(1);
  });
});

describe('final scores', () => {
  test('are a dot, a tick and a line an optimizer', () => {
    const { panels, caption } = finalScores.draw([scoreRow(), scoreRow({ optimizer: 'ADAMW' })], palette)!;
    expect(count(panels[0]!.svg, /<circle/g)).toBe(2);
    expect(panels[0]!.svg).toContain('MILO, 0.01: IQM 2 [1, 3], mean 2, 3 seeds');
    expect(caption).toContain('interquartile mean over 3 seeds');
    expect(caption).not.toContain('diverged');
  });

  test('mark divergences', () => {
    expect(finalScores.draw([scoreRow({ diverged: 1 })], palette)!.caption).toContain('some seeds diverged');
  });

  test('cut long labels', () => {
    const optimizer = `CAUTIOUS(${'SCHEDULE('.repeat(5)}MILO))))))`;
    const [panel] = finalScores.draw([scoreRow({ optimizer })], paletteOf([optimizer]))!.panels;
    expect(panel!.svg).toContain('CAUTIOUS(SCHEDULE…'.slice(0, 17));
    expect(panel!.svg).toContain(`<title>${optimizer}`);
  });

  test('leave out an optimizer without a finite score', () => {
    const { panels } = finalScores.draw(
      [scoreRow(), scoreRow({ optimizer: 'ADAMW', returns: '[null]' })],
      palette,
    )!;
    expect(count(panels[0]!.svg, /<circle/g)).toBe(1);
  });
});

describe('performance profiles', () => {
  test('fall from all runs to none', () => {
    const [panel] = performanceProfiles.draw([scoreRow({ returns: '[1, 2, 3, 4]' })], palette)!.panels;
    const line = /stroke="var\(--series-0\)"[^>]*><path d="M([^"]+)"/.exec(panel!.svg)![1]!;
    const heights = line.split('L').map((point) => Number(point.split(',')[1]));
    expect(heights[0]).toBe(26);
    expect(heights.at(-1)).toBe(220);
    expect([...heights].sort((one, other) => one - other)).toEqual(heights);
  });
});

describe('sensitivity to the learning rate', () => {
  test('is shown where an optimizer has two rates', () => {
    expect(learningRates.draw([scoreRow()], palette)).toBeUndefined();
    const other = scoreRow({ optimizer: 'OTHER', learning_rate: 1 });
    expect(learningRates.draw([scoreRow(), other], palette)).toBeUndefined();
    const { panels, caption } = learningRates.draw(
      [scoreRow({ learning_rate: 0.001 }), scoreRow({ learning_rate: 1000, diverged: 3 })],
      palette,
    )!;
    expect(panels[0]!.svg).toContain('1000');
    expect(caption).toContain('A cross: some seeds diverged');
  });
});

describe('what changes over updates', () => {
  test('has a panel a layer', () => {
    const rows = ['actor.0.kernel', 'actor.head.kernel'].flatMap((layer) =>
      [1, 2, 3].map((update_index) => layerRow({ layer, update_index, grad_norm: 10 ** update_index })),
    );
    const { panels, caption } = gradientNorms.draw(rows, palette)!;
    expect(panels.map(({ title }) => title)).toEqual(['actor.0.kernel', 'actor.head.kernel']);
    expect(caption).toContain('Means over 3 seeds');
  });

  test('skips zeros, nothing and infinities on its logarithmic axis', () => {
    const values = [1, 0, null, Number.POSITIVE_INFINITY, 100];
    const { panels } = gradientNorms.draw(
      values.map((grad_norm, index) => layerRow({ grad_norm, update_index: index + 1 })),
      palette,
    )!;
    expect(panels[0]!.svg).not.toMatch(/NaN|Infinity/);
  });

  test('shows imbalance against equality', () => {
    const rows = [1, 2].map((update_index) => ({
      ...layerRow({ update_index }),
      network: 'actor',
      imbalance: 0.1,
    }));
    expect(gradientImbalance.draw(rows, palette)!.panels[0]!.svg).toContain('aria-label="rule"');
  });
});
