import * as Plot from '@observablehq/plot';
import { groupBy } from '../group-by.ts';
import type { Drawn, Panel } from './figure.ts';
import type { Palette } from './palette.ts';
import { drawPanel } from './plot.ts';

/** Where an agent of point-nav was at one step of an episode, seen from above. */
export interface TrajectoryRow {
  readonly optimizer: string;
  readonly seed: number;
  readonly episode: number;
  readonly step: number;
  readonly x: number;
  readonly y: number;
  readonly goalX: number;
  readonly goalY: number;
}

/** The cube is [-1, 1]³; a margin for what stands at its walls. */
const reach = 1.05;
const side = 320;

/** A panel an optimizer: its ways from above, starts as dots, goals as crosses. */
export function drawTrajectories(rows: readonly TrajectoryRow[], palette: Palette): Drawn | undefined {
  const inside = rows.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  const panels = [...groupBy(inside, ({ optimizer }) => optimizer)].map(([optimizer, each]) =>
    waysFromAbove(optimizer, each, palette),
  );
  if (panels.length === 0) return undefined;
  return {
    panels,
    legend: [],
    caption: 'Evaluation episodes from above. Dots: starts; crosses: goals; each line is one episode.',
  };
}

function waysFromAbove(optimizer: string, rows: readonly TrajectoryRow[], palette: Palette): Panel {
  const ways = [...groupBy(rows, ({ seed, episode }) => `${seed} ${episode}`).values()].map((way) =>
    [...way].sort((one, other) => one.step - other.step),
  );
  const starts = ways.map((way) => way[0]!);
  const { colour } = palette.style(optimizer);
  const axis = { domain: [-reach, reach], ticks: 5, grid: true };
  return drawPanel(optimizer, {
    width: side,
    height: side,
    marginLeft: 40,
    x: { ...axis, label: 'x' },
    y: { ...axis, label: 'y' },
    marks: [
      Plot.line(ways.flat(), {
        x: 'x',
        y: 'y',
        z: ({ seed, episode }: TrajectoryRow) => `${seed} ${episode}`,
        stroke: colour,
        strokeOpacity: 0.6,
        title: ({ seed, episode }: TrajectoryRow) => `seed ${seed}, episode ${episode}`,
      }),
      Plot.dot(starts, { x: 'x', y: 'y', fill: colour, r: 3 }),
      Plot.dot(starts, { x: 'goalX', y: 'goalY', symbol: 'times', stroke: 'currentColor', r: 4 }),
    ],
  });
}
