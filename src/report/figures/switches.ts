import { groupBy } from '../../group-by.ts';
import { formatRate } from '../../text/format.ts';
import { type PeriodRow, periodsQuery } from '../switches/periods-query.ts';
import { type Curve, curvePanels } from './drawing/curve-panels.ts';
import type { Palette } from './drawing/palette.ts';
import { optimizersIn, panelsByTask } from './drawing/tasks.ts';
import type { Drawn, Figure } from './figure.ts';
import { choiceNote } from './queries/chosen-runs.ts';
import { intervalNote, type MeanOverSeeds, meanOverSeeds } from './queries/seed-values.ts';

/** What is drawn over periods. */
interface PeriodPanel {
  readonly title: string;
  readonly value: (row: PeriodRow) => number | null;
  readonly y: string;
}

/** Panels of values over the periods of each task that switches, means over seeds; undefined where a task has no two of them. */
export function drawOverPeriods(
  rows: readonly PeriodRow[],
  palette: Palette,
  wanted: readonly PeriodPanel[],
  says: string,
): Drawn | undefined {
  const shown = rows.filter((row) => wanted.some(({ value }) => value(row) !== null));
  const severalTasks = new Set(shown.map(({ env, agent }) => `${env}\n${agent}`)).size > 1;
  const all: MeanOverSeeds[] = [];
  const panels = panelsByTask(shown, (task, each) => {
    if (new Set(each.map(({ period }) => period)).size < 2) return [];
    return wanted.flatMap(({ title, value, y }) => {
      const curves = curvesOf(each, value, all);
      const x = { label: 'period', whole: true };
      return curvePanels(
        { title: severalTasks ? `${task}: ${title}` : title, x, y: { label: y }, curves, dots: true },
        palette,
      );
    });
  });
  if (panels.length === 0) return undefined;
  const seeds = all.map((each) => each.seeds);
  return {
    panels,
    legend: optimizersIn(shown),
    caption: [says, choiceNote, intervalNote('Bands', 'mean', seeds)].join(' '),
  };
}

function curvesOf(rows: readonly PeriodRow[], value: PeriodPanel['value'], all: MeanOverSeeds[]): Curve[] {
  return [...groupBy(rows, ({ optimizer }) => optimizer)].map(([optimizer, own]) => ({
    optimizer,
    title: `${optimizer}, learning rate ${formatRate(own[0]!.learning_rate)}`,
    points: [...groupBy(own, ({ period }) => String(period)).values()].flatMap((each) => {
      const values = each.map(value).filter((one): one is number => one !== null && Number.isFinite(one));
      if (values.length === 0) return [];
      const over = meanOverSeeds(values);
      all.push(over);
      return [{ x: each[0]!.period + 1, y: over.mean, interval: over.interval }];
    }),
  }));
}

/** How returns go over the switches of a task. */
export const switches: Figure<PeriodRow> = {
  id: 'switches',
  title: 'Returns over switches of the task',
  sql: periodsQuery,
  draw: (rows, palette) =>
    drawOverPeriods(
      rows,
      palette,
      [
        { title: 'before each switch', value: ({ before }) => before, y: 'mean return' },
        { title: 'after each switch', value: ({ after }) => after, y: 'mean return' },
        { title: 'mean of each period', value: ({ mean }) => mean, y: 'mean return' },
      ],
      'Mean return of evaluations (the policy without exploration), mean over seeds: of the last one of each period, in its second half; of the first one, in its first half; and of all. Period 1 is before the first switch. An optimizer that loses plasticity falls from period to period; tasks of two periods may differ in how hard they are, but all optimizers meet the same. After a divergence a run counts with the worst score of the experiment.',
    ),
};
