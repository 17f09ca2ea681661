import * as Plot from '@observablehq/plot';
import { groupBy } from '../../group-by.ts';
import type { Palette } from './drawing/palette.ts';
import { drawPanel } from './drawing/plot.ts';
import { trajectoryPanels } from './drawing/trajectory-panels.ts';
import type { Figure, Panel } from './figure.ts';
import { nameOfWay, type TrajectoryRow, trajectoriesQuery } from './queries/trajectories-query.ts';

/** The cube is [-1, 1]³; a margin for what stands at its walls. */
const reach = 1.05;
const side = 320;

export const trajectories: Figure<TrajectoryRow> = {
  id: 'trajectories',
  title: 'Trajectories from above',
  sql: trajectoriesQuery,
  draw: (rows, palette) => trajectoryPanels(rows, (title, own) => waysFromAbove(title, own, palette)),
};

function waysFromAbove(title: string, rows: readonly TrajectoryRow[], palette: Palette): Panel {
  const starts = [...groupBy(rows, nameOfWay).values()].map((way) => way[0]!);
  const { colour } = palette.style(rows[0]!.optimizer);
  const axis = { domain: [-reach, reach], ticks: 5, grid: true };
  return drawPanel(title, {
    width: side,
    height: side,
    marginLeft: 40,
    x: { ...axis, label: 'x' },
    y: { ...axis, label: 'y' },
    marks: [
      Plot.line(rows, {
        x: 'x',
        y: 'y',
        z: nameOfWay,
        stroke: colour,
        strokeOpacity: 0.6,
        title: nameOfWay,
      }),
      Plot.dot(starts, { x: 'x', y: 'y', fill: colour, r: 3 }),
      Plot.dot(starts, { x: 'goal_x', y: 'goal_y', symbol: 'times', stroke: 'currentColor', r: 4 }),
    ],
  });
}
