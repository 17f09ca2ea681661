import * as Plot from '@observablehq/plot';
import type { DrawnFigure } from '../../report/figures/draw-figures.ts';
import { drawPanel } from '../../report/figures/drawing/plot.ts';
import type { Palette, Panel } from '../../report/figures/index.ts';
import type { Point } from '../../test-functions/index.ts';
import type { DrawnMap, Ways } from '../drawn-map.ts';
import { figureId } from '../figure-id.ts';
import { colourBar } from './colour-bar.ts';
import { visibleParts } from './visible-parts.ts';

/** Steps of height between the lowest and the highest value. */
const levels = 16;

const side = 320;

/** The margins that `drawPanel` and this file leave around a map. */
const [marginLeft, frame] = [40, 66];

/** What every level adds to the shade of those below. */
const opacity = 0.04;

/** The height that `drawPanel` leaves above and below, and the room that the bar takes on the right. */
const [marginTop, marginBottom, barRoom] = [26, 40, 66];

/** A panel an optimizer: the surface from above, and all its ways. */
export function contourFigure(map: DrawnMap, palette: Palette): DrawnFigure {
  const { label, sql, captions } = map;
  return {
    id: figureId('contours', label),
    title: `${label} from above`,
    sql,
    panels: map.ways.map((ways) => mapFromAbove(map, ways, palette)),
    legend: [],
    caption: captions.contours,
  };
}

function mapFromAbove({ grid, relief, crosses, axes }: DrawnMap, own: Ways, palette: Palette): Panel {
  const { domain } = grid;
  const { colour } = palette.style(own.optimizer);
  const ways = own.paths.map(({ points }) => points);
  const parts = ways.flatMap((way) => visibleParts(domain, way));
  const steps = parts.flatMap((part, index) => part.map(([x, y]) => ({ x, y, part: index })));
  const asPlaces = (points: readonly Point[]) => points.map(([x, y]) => ({ x, y }));
  const inside = (points: readonly Point[]) =>
    points.filter(([x, y]) => within(x, domain.x) && within(y, domain.y));
  const ends = ways.map((way) => way.at(-1)!);
  const [cellX, cellY] = [domain.x, domain.y].map(([from, to]) => (to - from) / (grid.side - 1)) as [
    number,
    number,
  ];
  const placed = {
    width: grid.side,
    height: grid.side,
    // Plot takes values for those of the middles of cells: the outermost reach beyond the domain by half a cell.
    x1: domain.x[0] - cellX / 2,
    x2: domain.x[1] + cellX / 2,
    // Rows of the grid go upwards.
    y1: domain.y[0] - cellY / 2,
    y2: domain.y[1] + cellY / 2,
    clip: true,
    thresholds: relief.levels(levels),
  };
  const width = side + marginLeft + 16 - frame + 10;
  const panel = drawPanel(own.title, {
    width,
    height: side,
    marginLeft,
    x: { domain: [...domain.x], label: axes[0], ticks: 5 },
    y: { domain: [...domain.y], label: axes[1], ticks: 5 },
    marks: [
      // Every level is laid over the ones below, so that what is higher is darker.
      Plot.contour(grid.values, {
        ...placed,
        fill: 'currentColor',
        fillOpacity: opacity,
        stroke: 'currentColor',
        strokeOpacity: 0.22,
        strokeWidth: 0.6,
      }),
      Plot.frame({ stroke: 'currentColor', strokeOpacity: 0.5 }),
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
      Plot.dot(asPlaces(crosses.map(({ at }) => at)), {
        x: 'x',
        y: 'y',
        symbol: 'times',
        stroke: 'currentColor',
        strokeWidth: 2,
        r: 5,
      }),
    ],
  });
  const place = { x: width, y: marginTop, length: side - marginTop - marginBottom };
  // As many layers lie over each other as there are levels below.
  const shade = (height: number) => 1 - (1 - opacity) ** Math.floor(height * (levels + 1));
  const bar = colourBar(relief, place, levels + 1, shade);
  const svg = panel.svg
    .replace(`viewBox="0 0 ${width} `, `viewBox="0 0 ${width + barRoom} `)
    .replace(/<\/svg>\s*$/, () => `${bar}</svg>`);
  return { ...panel, svg, width: width + barRoom };
}

function within(value: number, [from, to]: readonly [number, number]): boolean {
  return value >= from && value <= to;
}
