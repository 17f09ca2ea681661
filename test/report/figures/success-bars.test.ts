import { describe, expect, test } from 'vitest';
import { paletteOf } from '../../../src/report/figures/index.ts';
import type { FinalRow } from '../../../src/report/figures/queries/scores-query.ts';
import { successBars } from '../../../src/report/figures/success-bars.ts';

const palette = paletteOf(['MILO', 'ADAMW']);

function row(given: Partial<FinalRow> = {}): FinalRow {
  return {
    env: 'point-nav',
    agent: 'ppo',
    optimizer: 'MILO',
    learning_rate: 0.01,
    seeds: 4,
    diverged: 0,
    not_finite: 0,
    solved_at: null,
    returns: '[1, 2, 3, 4]',
    success_rates: '[1, 1, 0, 0]',
    ...given,
  };
}

describe('final success rates', () => {
  test('are a bar an optimizer, in its colour, with a line for the interval', () => {
    const { panels, caption } = successBars.draw([row(), row({ optimizer: 'ADAMW' })], palette)!;
    const bars = /<g aria-label="bar".*?<\/g>/.exec(panels[0]!.svg)![0];
    expect([...bars.matchAll(/fill="(var\(--series-\d\))"/g)].map(([, colour]) => colour)).toEqual([
      'var(--series-0)',
      'var(--series-1)',
    ]);
    expect(panels[0]!.svg).toContain('MILO, 0.01: 50 % [15 %, 85 %], 4 seeds');
    expect(caption).toContain('Wilson intervals of the mean over 4 seeds');
  });

  test('are as long as the share', () => {
    const widthOf = (success_rates: string) => {
      const [panel] = successBars.draw([row({ success_rates })], palette)!.panels;
      return Number(/<rect[^>]* width="([^"]+)"/.exec(panel!.svg)![1]);
    };
    expect(widthOf('[0.5, 0.5, 0.5]') / widthOf('[1, 1, 1]')).toBeCloseTo(0.5, 2);
  });

  test('have no line of two seeds, and say so', () => {
    const { panels, caption } = successBars.draw([row({ success_rates: '[1, 0]' })], palette)!;
    expect(panels[0]!.svg).toContain('MILO, 0.01: 50 %, 2 seeds');
    expect(caption).toContain('No interval');
  });

  test('are left out where the environment knows no success', () => {
    expect(successBars.draw([row({ success_rates: '[null, null]' })], palette)).toBeUndefined();
  });
});
