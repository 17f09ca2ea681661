import * as Plot from '@observablehq/plot';
import { mean, shareInterval } from '../../stats/index.ts';
import { formatRate, formatShare } from '../../text/format.ts';
import { cut } from './drawing/labels.ts';
import type { Palette } from './drawing/palette.ts';
import { rowPanel, shareAxis } from './drawing/row-panel.ts';
import { panelsByTask } from './drawing/tasks.ts';
import type { Figure, Panel } from './figure.ts';
import { choiceNote } from './queries/chosen-runs.ts';
import { type FinalRow, scoresQuery } from './queries/scores-query.ts';
import { finiteValues, seedsPhrase, shareNote } from './queries/seed-values.ts';

interface Bar {
  readonly optimizer: string;
  readonly label: string;
  readonly title: string;
  readonly share: number;
  readonly interval: readonly [low: number, high: number] | undefined;
  readonly seeds: number;
}

/** Nothing where the environment knows no success. */
export const successBars: Figure<FinalRow> = {
  id: 'success-bars',
  title: 'Final success rates',
  sql: scoresQuery,
  draw: (rows, palette) => {
    const seeds: number[] = [];
    const panels = panelsByTask(rows, (title, each) => {
      const bars = each.flatMap(barOf);
      seeds.push(...bars.map((bar) => bar.seeds));
      return bars.length === 0 ? [] : [barsPanel(title, bars, palette)];
    });
    if (panels.length === 0) return undefined;
    const notes = [
      'Share of the episodes of the last evaluation that succeeded, mean over seeds. A diverged run counts as 0.',
      shareNote('Lines', 'mean', seeds),
      choiceNote,
    ];
    return { panels, legend: [], caption: notes.join(' ') };
  },
};

function barOf({ optimizer, learning_rate, success_rates }: FinalRow): Bar[] {
  const rates = finiteValues(success_rates);
  const share = mean(rates);
  if (share === undefined) return [];
  const interval = shareInterval(rates);
  const span = interval === undefined ? '' : ` [${interval.map(formatShare).join(', ')}]`;
  const rate = learning_rate === null ? '' : `, ${formatRate(learning_rate)}`;
  return [
    {
      optimizer,
      label: `${cut(optimizer, 18)}${rate}`,
      title: `${optimizer}${rate}: ${formatShare(share)}${span}, ${seedsPhrase([rates.length])}`,
      share,
      interval,
      seeds: rates.length,
    },
  ];
}

function barsPanel(title: string, bars: readonly Bar[], palette: Palette): Panel {
  const ofRow = { y: 'optimizer', title: 'title' } as const;
  return rowPanel(title, {
    rows: bars.map(({ optimizer, label }) => ({ key: optimizer, label })),
    x: shareAxis,
    values: [],
    marks: [
      Plot.barX(bars, {
        ...ofRow,
        x1: 0,
        x2: 'share',
        fill: ({ optimizer }: Bar) => palette.style(optimizer).colour,
        insetTop: 2,
        insetBottom: 2,
      }),
      Plot.ruleY(
        bars.filter(({ interval }) => interval !== undefined),
        {
          ...ofRow,
          x1: (bar: Bar) => bar.interval![0],
          x2: (bar: Bar) => bar.interval![1],
          stroke: 'currentColor',
          strokeWidth: 1.5,
        },
      ),
      Plot.ruleX([0], { stroke: 'currentColor', strokeOpacity: 0.5 }),
    ],
  });
}
