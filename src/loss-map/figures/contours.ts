import * as Plot from '@observablehq/plot';
import type { DrawnFigure } from '../../report/figures/draw-figures.ts';
import type { Palette, Panel } from '../../report/figures/index.ts';
import { drawPanel } from '../../report/figures/plot.ts';
import { formatRate } from '../../report/format.ts';
import { figureId } from '../figure-id.ts';
import type { Point } from '../functions/index.ts';
import type { MappedFunction } from '../mapped-function.ts';
import type { Summary } from '../summary.ts';
import { pointsQuery } from './queries.ts';
import { visibleParts } from './visible-parts.ts';

/** Steps of height between the lowest and the highest value. */
const levels = 16;

const side = 320;

/** The margins that `drawPanel` and this file leave around a map. */
const [marginLeft, frame] = [40, 66];

/** A panel an optimizer: the function from above, and the ways from all starts. */
export function contourFigure(map: MappedFunction, palette: Palette): DrawnFigure {
  const { landscape, summaries } = map;
  return {
    id: figureId('contours', landscape.label),
    title: `${landscape.label} from above`,
    sql: pointsQuery(map.experiment, landscape.label),
    panels: summaries.map((summary) => mapFromAbove(map, summary, palette)),
    legend: [],
    caption:
      'Darker is higher; lines stand at equal steps of a stretched scale. Rings: starts; dots: ends; crosses: ' +
      `${landscape.game ? 'the equilibrium' : 'the lowest minima'}. Of each optimizer the learning rate with the ` +
      `${landscape.game ? 'least median distance' : 'lowest median final loss'}.`,
  };
}

function mapFromAbove(
  { landscape, grid, relief }: MappedFunction,
  summary: Summary,
  palette: Palette,
): Panel {
  const { domain, minima } = landscape;
  const { colour } = palette.style(summary.optimizer);
  const ways = summary.outcomes.map(({ path }) => path.points);
  const parts = ways.flatMap((way) => visibleParts(domain, way));
  const steps = parts.flatMap((part, index) => part.map(([x, y]) => ({ x, y, part: index })));
  const asPlaces = (points: readonly Point[]) => points.map(([x, y]) => ({ x, y }));
  const inside = (points: readonly Point[]) =>
    points.filter(([x, y]) => within(x, domain.x) && within(y, domain.y));
  const ends = ways.map((way) => way.at(-1)!);
  const placed = {
    width: grid.side,
    height: grid.side,
    x1: domain.x[0],
    x2: domain.x[1],
    // Rows of the grid go upwards.
    y1: domain.y[0],
    y2: domain.y[1],
    thresholds: relief.levels(levels),
  };
  const rate = summary.learningRate === null ? '' : `, rate ${formatRate(summary.learningRate)}`;
  return drawPanel(`${summary.optimizer}${rate}`, {
    width: side + marginLeft + 16 - frame + 10,
    height: side,
    marginLeft,
    x: { domain: [...domain.x], label: 'x', ticks: 5 },
    y: { domain: [...domain.y], label: 'y', ticks: 5 },
    marks: [
      // Every level is laid over the ones below, so that what is higher is darker.
      Plot.contour(grid.values, {
        ...placed,
        fill: 'currentColor',
        fillOpacity: 0.04,
        stroke: 'currentColor',
        strokeOpacity: 0.22,
        strokeWidth: 0.6,
      }),
      Plot.line(steps, {
        x: 'x',
        y: 'y',
        z: 'part',
        stroke: colour,
        strokeWidth: 1.3,
        strokeOpacity: 0.9,
        clip: true,
      }),
      Plot.dot(asPlaces(inside(ways.map((way) => way[0]!))), {
        x: 'x',
        y: 'y',
        stroke: colour,
        fill: 'var(--ground)',
        r: 2.5,
      }),
      Plot.dot(asPlaces(inside(ends)), { x: 'x', y: 'y', fill: colour, r: 3 }),
      Plot.dot(asPlaces(minima), {
        x: 'x',
        y: 'y',
        symbol: 'times',
        stroke: 'currentColor',
        strokeWidth: 2,
        r: 5,
      }),
    ],
  });
}

function within(value: number, [from, to]: readonly [number, number]): boolean {
  return value >= from && value <= to;
}
