import * as Plot from '@observablehq/plot';
import { type Axis, hasPlace, scaleOptions } from './axes.ts';
import type { Panel } from './figure.ts';
import type { Palette } from './palette.ts';
import { drawPanel } from './plot.ts';

/** One line of a panel. */
export interface Curve {
  readonly optimizer: string;
  /** What a reader is told who points at it. */
  readonly title: string;
  readonly points: readonly CurvePoint[];
}

export interface CurvePoint {
  readonly x: number | null;
  readonly y: number | null | undefined;
  /** Asked for only where there is a band. */
  readonly interval?: () => readonly [low: number, high: number] | undefined;
  /** Marked with a cross. */
  readonly diverged?: boolean;
}

/** More bands than these hide each other. */
export const mostBands = 8;

/** What a caption adds where a panel has more lines than that. */
export const noBandsNote = `Bands are left out where more than ${mostBands} lines share a panel.`;

interface CurvePanel {
  readonly title: string;
  readonly curves: readonly Curve[];
  readonly x: Axis;
  readonly y: Axis;
  /** Dots at the points, for curves of few. Default: only where a curve has a single point. */
  readonly dots?: boolean;
  /** A thin line over the whole width. */
  readonly reference?: number;
}

/** Lines with bands. Points that have no place (null, infinite, zero on a logarithmic axis) are gaps. */
export function curvePanel(panel: CurvePanel, palette: Palette): Panel | undefined {
  const { title, x, y, reference } = panel;
  const curves = panel.curves
    .map((curve) => ({ ...curve, points: curve.points.filter((point) => hasPlace(point.x, x)) }))
    .filter(({ points }) => points.some((point) => hasPlace(point.y, y)));
  if (curves.length === 0) return undefined;
  const points = curves.flatMap((curve) => curve.points);
  const withBands = curves.length <= mostBands;
  const bands = withBands ? curves.map((curve) => bandOf(curve, y)) : [];
  const heights = [
    ...bands.flatMap(({ edges }) => edges.flatMap(({ low, high }) => [low, high])),
    ...points.map((point) => point.y),
  ];
  if (reference !== undefined) heights.push(reference);
  return drawPanel(title, {
    marginLeft: 50,
    x: scaleOptions(
      x,
      points.map((point) => point.x as number),
    ),
    y: scaleOptions(y, heights.filter((height) => hasPlace(height, y)) as number[]),
    marks: [
      reference === undefined
        ? null
        : Plot.ruleY([reference], { strokeOpacity: 0.5, strokeDasharray: '2 3' }),
      ...bands.map((each) => bandMark(each, palette)),
      ...curves.flatMap((curve) => line(curve, panel, palette)),
    ],
  });
}

interface Band {
  readonly optimizer: string;
  /** NaN where there is a gap. */
  readonly edges: readonly { readonly x: number | null; readonly low: number; readonly high: number }[];
}

function bandOf({ optimizer, points }: Curve, y: Axis): Band {
  const edges = points.map(({ x, interval }) => {
    const [low, high] = interval?.() ?? [];
    return hasPlace(low, y) && hasPlace(high, y)
      ? { x, low, high }
      : { x, low: Number.NaN, high: Number.NaN };
  });
  return { optimizer, edges };
}

function bandMark({ optimizer, edges }: Band, palette: Palette) {
  const fill = palette.style(optimizer).colour;
  return Plot.areaY(edges, { x: 'x', y1: 'low', y2: 'high', fill, fillOpacity: 0.16 });
}

function line({ optimizer, title, points }: Curve, { y, dots }: CurvePanel, palette: Palette) {
  const { colour, dash } = palette.style(optimizer);
  const height = (point: CurvePoint) => (hasPlace(point.y, y) ? point.y : Number.NaN);
  const seen = points.filter((point) => hasPlace(point.y, y));
  return [
    Plot.lineY(points, {
      x: 'x',
      y: height,
      stroke: colour,
      strokeWidth: 1.8,
      title: () => title,
      ...(dash === undefined ? {} : { strokeDasharray: dash }),
    }),
    dots || seen.length === 1
      ? Plot.dot(seen, { x: 'x', y: height, fill: colour, r: 3, title: () => title })
      : null,
    Plot.dot(
      seen.filter(({ diverged }) => diverged === true),
      { x: 'x', y: height, symbol: 'times', stroke: colour, strokeWidth: 2, r: 6 },
    ),
  ];
}
