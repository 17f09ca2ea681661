import { groupBy } from '../../../group-by.ts';
import { formatCount } from '../../../text/format.ts';
import type { Drawn } from '../figure.ts';
import { seedsPhrase } from '../queries/seed-values.ts';
import type { Axis } from './axes.ts';
import { type Curve, curvePanels } from './curve-panels.ts';
import type { Palette } from './palette.ts';
import { optimizersIn, type TaskRow } from './tasks.ts';

/** A value over updates. */
export interface UpdateRow extends TaskRow {
  readonly update_index: number;
  readonly seeds: number;
}

interface What<Row> {
  /** Tells the panels of one environment and agent apart. */
  readonly panel: (row: Row) => string;
  readonly value: (row: Row) => number | null;
  readonly y: Axis;
  readonly says: string;
  readonly reference?: number;
}

/** Draws what changes over updates: a panel an environment, agent and layer, a line an optimizer. */
export function drawOverUpdates<Row extends UpdateRow>(
  rows: readonly Row[],
  palette: Palette,
  { panel, value, y, says, reference }: What<Row>,
): Drawn | undefined {
  const severalTasks = new Set(rows.map(({ env, agent }) => `${env}, ${agent}`)).size > 1;
  const titleOf = (row: Row) => (severalTasks ? `${row.env}, ${row.agent}: ${panel(row)}` : panel(row));
  const panels = [...groupBy(rows, titleOf)].flatMap(([title, each]) =>
    curvePanels(
      {
        title,
        x: { label: 'updates', whole: true, format: formatCount },
        y,
        curves: curvesOf(each, value),
        ...(reference === undefined ? {} : { reference }),
      },
      palette,
    ),
  );
  if (panels.length === 0) return undefined;
  const over = seedsPhrase(rows.map(({ seeds }) => seeds));
  return { panels, legend: optimizersIn(rows), caption: `${says} Means over ${over}, without an interval.` };
}

function curvesOf<Row extends UpdateRow>(rows: readonly Row[], value: What<Row>['value']): Curve[] {
  return [...groupBy(rows, ({ optimizer }) => optimizer)].map(([optimizer, each]) => ({
    optimizer,
    title: optimizer,
    points: each.map((row) => ({ x: row.update_index, y: value(row) })),
  }));
}
