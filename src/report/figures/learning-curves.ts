import { groupBy } from '../../group-by.ts';
import { formatCount, formatRate } from '../../text/format.ts';
import type { Axis } from './drawing/axes.ts';
import { type Curve, curvePanels } from './drawing/curve-panels.ts';
import type { Palette } from './drawing/palette.ts';
import { optimizersIn, panelsByTask } from './drawing/tasks.ts';
import type { Drawn, Figure } from './figure.ts';
import { choiceNote } from './queries/chosen-runs.ts';
import { type CurveRow, curvesQuery } from './queries/curves-query.ts';
import { finiteValues, intervalNote, type MeanOverSeeds, meanOverSeeds } from './queries/seed-values.ts';

interface What {
  readonly x: 'env_step' | 'wall_s';
  readonly values: 'returns' | 'success_rates';
  readonly y: Axis;
  /** The first sentence of the caption. */
  readonly says: string;
}

const axes: Readonly<Record<What['x'], Axis>> = {
  env_step: { label: 'environment steps', fromZero: true, whole: true, format: formatCount },
  wall_s: { label: 'seconds', fromZero: true },
};

/** Draws evaluations over training. */
export function drawCurves(rows: readonly CurveRow[], palette: Palette, what: What): Drawn | undefined {
  const points = rows
    .map((row) => ({ row, over: meanOverSeeds(finiteValues(row[what.values])) }))
    .filter(({ over }) => over.seeds > 0)
    .map(({ row, over }) => ({ ...row, over }));
  const panels = panelsByTask(points, (title, each) =>
    curvePanels({ title, x: axes[what.x], y: what.y, curves: curvesOf(each, what.x) }, palette),
  );
  if (panels.length === 0) return undefined;
  const optimizers = optimizersIn(points);
  const notes = [
    what.says,
    choiceNote,
    intervalNote(
      'Bands',
      'mean',
      points.map(({ over }) => over.seeds),
    ),
    rows.some(({ seeds, runs }) => seeds < runs)
      ? 'Where runs have not got so far yet, the mean is of the others.'
      : '',
    rows.some(({ not_finite }) => not_finite > 0)
      ? 'An evaluation that is NaN or infinite counts as the worst of the experiment.'
      : '',
  ];
  return { panels, legend: optimizers, caption: notes.filter(Boolean).join(' ') };
}

function curvesOf(points: readonly (CurveRow & { over: MeanOverSeeds })[], x: What['x']): Curve[] {
  return [...groupBy(points, ({ optimizer }) => optimizer)].map(([optimizer, each]) => ({
    optimizer,
    title: `${optimizer}, learning rate ${formatRate(each[0]!.learning_rate)}`,
    points: each.map((row) => ({ x: row[x], y: row.over.mean, interval: row.over.interval })),
  }));
}

const diverged = 'After a divergence a run counts with the worst score of the experiment.';

export const learningCurves: Figure<CurveRow> = {
  id: 'learning-curves',
  title: 'Learning curves over environment steps',
  sql: curvesQuery,
  draw: (rows, palette) =>
    drawCurves(rows, palette, {
      x: 'env_step',
      values: 'returns',
      y: { label: 'mean return' },
      says: `Mean return of evaluations (the policy without exploration), mean over seeds. ${diverged}`,
    }),
};

export const learningCurvesInTime: Figure<CurveRow> = {
  id: 'learning-curves-in-time',
  title: 'Learning curves over wall-clock time',
  sql: curvesQuery,
  draw: (rows, palette) =>
    drawCurves(rows, palette, {
      x: 'wall_s',
      values: 'returns',
      y: { label: 'mean return' },
      says: `The same over the seconds since the run's population began, whose members train side by side. ${diverged}`,
    }),
};
