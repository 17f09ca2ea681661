import type { DrawnFigure } from '../../report/figures/draw-figures.ts';
import { type Place, projection, type Seen } from '../../report/figures/drawing/projection.ts';
import type { Palette } from '../../report/figures/index.ts';
import { escapeText } from '../../report/page/markup.ts';
import type { DrawnMap } from '../drawn-map.ts';
import { figureId } from '../figure-id.ts';
import { coarser } from '../grid.ts';
import { tallness } from '../relief.ts';
import { relievedPath, share } from '../relieved-path.ts';
import { surfaceShade } from '../surface-shade.ts';
import { axisTexts, groundAxes } from './axes-in-space.ts';
import { colourBar } from './colour-bar.ts';

/** Cells on either side, if the grid can be divided so. */
const fewest = 40;

/** With room for the axes on the left and the bar on the right. */
const width = 610;
const centre = 290;
const [turn, tilt] = [0.6, 0.9];

/** Around the relief. */
const margin = 12;

/** Units of the picture that half of the domain's width takes. */
const unit = 158;

/** Of what nothing may hide. */
const foremost = Number.MIN_SAFE_INTEGER;

/** How much nearer a way is drawn than the surface that it runs on, so that it is not half hidden by it. */
const lift = 0.05;

/** One thing to draw, and how far away it is. */
interface Piece {
  readonly depth: number;
  /** Where it begins and ends downwards. */
  readonly top: number;
  readonly bottom: number;
  readonly svg: string;
}

/** The surface as a relief in space, with the first way of every optimizer. Far things first. */
export function surfaceFigure(map: DrawnMap, palette: Palette): DrawnFigure {
  const { label, ways, sql, captions } = map;
  const title = `${label} as a surface`;
  const pieces = [
    ...surfacePieces(map),
    ...pathPieces(map, palette),
    ...map.crosses.map((cross) => crossPiece(map, cross)),
    ...axisPieces(map),
  ].sort((a, b) => b.depth - a.depth);
  const [top, bottom] = [
    Math.min(...pieces.map(({ top }) => top)),
    Math.max(...pieces.map(({ bottom }) => bottom)),
  ];
  const height = Math.round((bottom - top) * unit + 2 * margin);
  const bar = { x: width - 80, y: (top + bottom) * (unit / 2) - 90, length: 180 };
  const svg =
    `<svg aria-label="${escapeText(title)}" xmlns="http://www.w3.org/2000/svg" role="img" ` +
    `viewBox="0 ${(top * unit - margin).toFixed(1)} ${width} ${height}" fill="none" stroke-linejoin="round" stroke-linecap="round">` +
    `${pieces.map((piece) => piece.svg).join('')}${colourBar(map.relief, bar, 24, surfaceShade)}</svg>`;
  return {
    id: figureId('surface', label),
    title,
    sql,
    panels: [{ title: label, svg, width, height }],
    legend: ways.map(({ optimizer }) => optimizer),
    caption: captions.surface,
  };
}

const seen = projection(turn, tilt, tallness);

/** Where a place is on the picture, or so many units beside it. */
function onPicture([right, down]: Seen, across = 0, downwards = 0): string {
  return `${(centre + right * unit + across).toFixed(1)} ${(down * unit + downwards).toFixed(1)}`;
}

function extent(places: readonly Seen[]): Pick<Piece, 'top' | 'bottom'> {
  const downs = places.map(([, down]) => down);
  return { top: Math.min(...downs), bottom: Math.max(...downs) };
}

function surfacePieces({ grid, relief }: DrawnMap): Piece[] {
  const { side, values } = coarser(grid, fewest);
  const cells = side - 1;
  const place = (column: number, row: number): Place => [
    (2 * column) / cells - 1,
    (2 * row) / cells - 1,
    relief.height(values[row * side + column]!),
  ];
  return Array.from({ length: cells * cells }, (_, index) => {
    const [column, row] = [index % cells, Math.floor(index / cells)];
    const corners = [
      place(column, row),
      place(column + 1, row),
      place(column + 1, row + 1),
      place(column, row + 1),
    ];
    const places = corners.map(seen);
    const meanHeight = corners.reduce((sum, [, , each]) => sum + each, 0) / corners.length;
    const outline = `M${places.map((place) => onPicture(place)).join('L')}Z`;
    return {
      ...extent(places),
      depth: places.reduce((sum, [, , each]) => sum + each, 0) / places.length,
      svg:
        `<path d="${outline}" fill="var(--ground)" stroke="var(--ground)" stroke-width=".6"/>` +
        `<path d="${outline}" fill="currentColor" fill-opacity="${surfaceShade(meanHeight).toFixed(2)}" ` +
        'stroke="currentColor" stroke-width=".4" stroke-opacity=".25"/>',
    };
  });
}

function pathPieces(map: DrawnMap, palette: Palette): Piece[] {
  return map.ways.flatMap(({ optimizer, paths }) => {
    const { colour } = palette.style(optimizer);
    const places = relievedPath(map, paths[0]!).map(seen);
    const lines = places.slice(1).map((to, index): Piece => {
      const from = places[index]!;
      return {
        ...extent([from, to]),
        depth: Math.min(from[2], to[2]) - lift,
        svg: `<path d="M${onPicture(from)}L${onPicture(to)}" stroke="${colour}" stroke-width="2.2"/>`,
      };
    });
    const dot = (at: Seen, fill: string): Piece => {
      const [x, y] = onPicture(at).split(' ');
      return {
        ...extent([at]),
        depth: at[2] - 2 * lift,
        svg: `<circle cx="${x}" cy="${y}" r="4" fill="${fill}" stroke="${colour}" stroke-width="1.5"/>`,
      };
    };
    return places.length === 0
      ? []
      : [...lines, dot(places[0]!, 'var(--ground)'), dot(places.at(-1)!, colour)];
  });
}

function crossPiece({ grid, relief }: DrawnMap, { at, loss }: DrawnMap['crosses'][number]): Piece {
  const { x, y } = grid.domain;
  const place = seen([share(at[0], x), share(at[1], y), relief.height(loss)]);
  const arms = [1, -1].map((way) => `M${onPicture(place, -5, -5 * way)}L${onPicture(place, 5, 5 * way)}`);
  return {
    ...extent([place]),
    depth: foremost,
    svg: `<path d="${arms.join('')}" stroke="currentColor" stroke-width="2"/>`,
  };
}

/** The edges of the ground that are in front, the upright one on the left, and what is written beside them. */
function axisPieces(map: DrawnMap): Piece[] {
  const front = { depth: foremost };
  const corners: readonly Place[] = [
    [1, -1, 0],
    [-1, -1, 0],
    [-1, 1, 0],
    [-1, 1, 1],
  ];
  const places = corners.map(seen);
  const edges = `<path d="M${places.map((place) => onPicture(place)).join('L')}" stroke="currentColor" stroke-opacity=".6"/>`;
  const texts = axisTexts(groundAxes(map)).map(({ text, at }): Piece => {
    const place = seen(at);
    const [x, y] = onPicture(place, 0, 4).split(' ');
    return {
      ...front,
      ...extent([place]),
      svg: `<text x="${x}" y="${y}" text-anchor="middle" font-size="12" fill="currentColor">${escapeText(text)}</text>`,
    };
  });
  return [{ ...front, ...extent(places), svg: edges }, ...texts];
}
