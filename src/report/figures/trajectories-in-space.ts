import * as Plot from '@observablehq/plot';
import { groupBy } from '../../group-by.ts';
import { axisNames, edges, onPicture, reach } from './drawing/cube.ts';
import type { Palette } from './drawing/palette.ts';
import { drawPanel } from './drawing/plot.ts';
import { trajectoryPanels } from './drawing/trajectory-panels.ts';
import type { Figure, Panel } from './figure.ts';
import { nameOfWay, type TrajectoryRow, trajectoriesQuery } from './queries/trajectories-query.ts';

const side = 320;

/** Nothing in the plane. */
export const trajectoriesInSpace: Figure<TrajectoryRow> = {
  id: 'trajectories-in-space',
  title: 'Trajectories in space',
  sql: trajectoriesQuery,
  draw: (rows, palette) => {
    const inSpace = rows.filter(({ x, y, z }) => x !== null && y !== null && z !== null);
    const drawn = trajectoryPanels(inSpace, (title, own) => waysInSpace(title, own, palette));
    return (
      drawn && {
        ...drawn,
        caption: `${drawn.caption} The cube goes from −1 to 1; thin lines are the same ways on its floor.`,
      }
    );
  },
};

/** A point of a way as it is seen, its place on the floor below, and where it was to go. */
type SeenRow = ReturnType<typeof seenRow>;

function seenRow(row: TrajectoryRow) {
  return {
    way: nameOfWay(row),
    at: onPicture([row.x!, row.y!, row.z!]),
    below: onPicture([row.x!, row.y!, -1]),
    goal: row.goal_z === null ? undefined : onPicture([row.goal_x!, row.goal_y!, row.goal_z]),
  };
}

function waysInSpace(title: string, rows: readonly TrajectoryRow[], palette: Palette): Panel {
  const { colour } = palette.style(rows[0]!.optimizer);
  const seen = rows.map(seenRow);
  const starts = [...groupBy(seen, ({ way }) => way).values()].map((way) => way[0]!);
  const scale = { domain: [-reach, reach], axis: null };
  const margins = { marginTop: 0, marginRight: 0, marginBottom: 0, marginLeft: 0 };
  return drawPanel(title, {
    width: side,
    height: side,
    ...margins,
    x: scale,
    y: scale,
    marks: [
      edgesMark(true),
      line(seen, 'below', { stroke: colour, strokeOpacity: 0.4, strokeWidth: 0.7 }),
      line(seen, 'at', { stroke: colour, strokeOpacity: 0.7, title: 'way' }),
      edgesMark(false),
      dot(starts, 'at', { fill: colour, r: 3 }),
      dot(
        starts.filter(({ goal }) => goal !== undefined),
        'goal',
        { symbol: 'times', stroke: 'currentColor', r: 4 },
      ),
      Plot.text(axisNames, { x: 'right', y: 'up', text: 'name', fill: 'currentColor' }),
    ],
  });
}

function edgesMark(behind: boolean) {
  const shown = edges
    .filter((edge) => edge.behind === behind)
    .map(({ from, to }) => ({ x1: from.right, y1: from.up, x2: to.right, y2: to.up }));
  return Plot.link(shown, {
    x1: 'x1',
    y1: 'y1',
    x2: 'x2',
    y2: 'y2',
    stroke: 'currentColor',
    strokeOpacity: 0.35,
    ...(behind ? { strokeDasharray: '2 3' } : {}),
  });
}

function line(rows: readonly SeenRow[], place: 'at' | 'below', options: Plot.LineOptions) {
  const channels = {
    x: (row: SeenRow) => row[place].right,
    y: (row: SeenRow) => row[place].up,
    z: 'way',
  };
  return Plot.line(rows, { ...channels, ...options });
}

function dot(rows: readonly SeenRow[], place: 'at' | 'goal', options: Plot.DotOptions) {
  const channels = { x: (row: SeenRow) => row[place]!.right, y: (row: SeenRow) => row[place]!.up };
  return Plot.dot(rows, { ...channels, ...options });
}
