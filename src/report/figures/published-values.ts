import * as Plot from '@observablehq/plot';
import { several } from '../../several.ts';
import { type PublishedRow, publishedQuery } from '../published/published-query.ts';
import { ofShares } from '../published/published-tables.ts';
import {
  besideOurs,
  type MetricBeside,
  type PublishedMetric,
  type ValueBeside,
} from '../published/set-beside.ts';
import type { Axis } from './drawing/axes.ts';
import { cut } from './drawing/labels.ts';
import type { Palette } from './drawing/palette.ts';
import { rowPanel, shareAxis } from './drawing/row-panel.ts';
import type { Figure, Panel } from './figure.ts';
import { choiceNote } from './queries/chosen-runs.ts';
import { intervalNote } from './queries/seed-values.ts';

const axes: Readonly<Record<PublishedMetric, { readonly title: string; readonly axis: Axis }>> = {
  episode_return: { title: 'return while training', axis: { label: 'mean return of all episodes' } },
  success_rate: { title: 'success rate', axis: shareAxis },
  seconds: { title: 'time of a run', axis: { label: 'seconds', fromZero: true } },
};

/** Nothing for a study that carries no published numbers. */
export const publishedValues: Figure<PublishedRow> = {
  id: 'published-values',
  title: 'Published values beside ours',
  sql: publishedQuery,
  draw: (rows, palette) => {
    const beside = besideOurs(rows);
    if (beside === undefined) return undefined;
    const seeds = beside.metrics
      .filter(({ metric }) => metric !== 'seconds')
      .flatMap(({ optimizers }) => optimizers.flatMap(({ ours }) => (ours === undefined ? [] : [ours.runs])));
    const notes = [
      `Rings: published (${beside.source}, ${several(beside.runs, 'run')}); dots: ours; both are means.`,
      seeds.length === 0
        ? ''
        : `${intervalNote('Thick lines', `mean${ofShares(beside.metrics)},`, seeds)} Thin lines: where the mean of as many of our runs as were published would lie 95 % of the time.`,
      beside.metrics.some(({ metric }) => metric === 'seconds')
        ? "Our seconds are a population's, divided by its members, which train side by side; the published ones are another machine's."
        : '',
      choiceNote,
    ];
    return {
      panels: beside.metrics.map((each) => metricPanel(each, palette)),
      legend: [],
      caption: notes.filter(Boolean).join(' '),
    };
  },
};

function metricPanel({ metric, optimizers }: MetricBeside, palette: Palette): Panel {
  const { title, axis } = axes[metric];
  const colour = ({ optimizer }: ValueBeside) => palette.style(optimizer).colour;
  const known = optimizers.filter(({ ours }) => ours !== undefined);
  const ofRow = { y: 'optimizer', title: 'optimizer' } as const;
  const span = (of: 'interval' | 'prediction', strokeWidth: number) =>
    Plot.ruleY(
      known.filter(({ ours }) => ours![of] !== undefined),
      {
        ...ofRow,
        x1: ({ ours }: ValueBeside) => ours![of]![0],
        x2: ({ ours }: ValueBeside) => ours![of]![1],
        stroke: colour,
        strokeWidth,
      },
    );
  return rowPanel(title, {
    rows: optimizers.map(({ optimizer }) => ({ key: optimizer, label: cut(optimizer, 18) })),
    x: axis,
    values: optimizers.flatMap(({ published, ours }) => [
      published,
      ...(ours === undefined ? [] : [ours.mean, ...(ours.interval ?? []), ...(ours.prediction ?? [])]),
    ]),
    marks: [
      span('prediction', 1),
      span('interval', 3),
      Plot.dot(known, { ...ofRow, x: ({ ours }: ValueBeside) => ours!.mean, fill: colour, r: 4.5 }),
      Plot.dot(optimizers, { ...ofRow, x: 'published', stroke: 'currentColor', strokeWidth: 1.5, r: 6.5 }),
    ],
  });
}
