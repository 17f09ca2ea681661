import * as Plot from '@observablehq/plot';
import { groupBy } from '../../../group-by.ts';
import type { Panel } from '../figure.ts';
import { type Axis, hasPlace, scaleOptions } from './axes.ts';
import type { Palette } from './palette.ts';
import { drawPanel } from './plot.ts';

/** One line. */
export interface Curve {
  readonly optimizer: string;
  /** What a reader is told who points at it. */
  readonly title: string;
  readonly points: readonly CurvePoint[];
}

export interface CurvePoint {
  readonly x: number | null;
  readonly y: number | null | undefined;
  readonly interval?: () => readonly [low: number, high: number] | undefined;
  /** Marked with a cross: some of its runs count as the worst. */
  readonly worst?: boolean;
}

interface CurvePanels {
  readonly title: string;
  readonly curves: readonly Curve[];
  readonly x: Axis;
  readonly y: Axis;
  /** Dots at the points, for curves of few. Default: only where a curve has a single point. */
  readonly dots?: boolean;
  /** A thin line over the whole width. */
  readonly reference?: number;
}

/**
 * Lines with bands. Points that have no place (null, infinite, zero on a logarithmic axis) are gaps. More optimizers than
 * there are colours share several panels of the same axes; none where there is nothing to show.
 */
export function curvePanels(what: CurvePanels, palette: Palette): Panel[] {
  const { title, x, y, reference } = what;
  const lines = what.curves
    .map((curve) => ({ ...curve, points: curve.points.filter((point) => hasPlace(point.x, x)) }))
    .filter(({ points }) => points.some((point) => hasPlace(point.y, y)))
    .map((curve) => ({ curve, band: bandOf(curve, y) }));
  const points = lines.flatMap(({ curve }) => curve.points);
  const heights = [
    ...lines.flatMap(({ band }) => band.flatMap(({ low, high }) => [low, high])),
    ...points.map((point) => point.y),
    reference,
  ];
  const scales = {
    x: scaleOptions(
      x,
      points.map((point) => point.x as number),
    ),
    y: scaleOptions(
      y,
      heights.filter((height) => hasPlace(height, y)),
    ),
  };
  const groups = [...groupBy(lines, ({ curve }) => `${palette.group(curve.optimizer)}`)]
    .sort(([one], [other]) => Number(one) - Number(other))
    .map(([, group]) => group);
  return groups.map((group, index) =>
    drawPanel(groups.length === 1 ? title : `${title} (${index + 1} of ${groups.length})`, {
      // Room for `−0.0005`.
      marginLeft: 62,
      ...scales,
      marks: [
        reference === undefined
          ? null
          : Plot.ruleY([reference], { strokeOpacity: 0.5, strokeDasharray: '2 3' }),
        ...group.map(({ curve, band }) => bandMark(band, palette.style(curve.optimizer).colour)),
        ...group.flatMap(({ curve }) => lineMarks(curve, what, palette)),
      ],
    }),
  );
}

/** NaN where there is a gap. */
type Band = readonly { readonly x: number | null; readonly low: number; readonly high: number }[];

function bandOf({ points }: Curve, y: Axis): Band {
  return points.map(({ x, interval }) => {
    const [low, high] = interval?.() ?? [];
    return hasPlace(low, y) && hasPlace(high, y)
      ? { x, low, high }
      : { x, low: Number.NaN, high: Number.NaN };
  });
}

function bandMark(band: Band, fill: string) {
  if (band.every(({ low }) => Number.isNaN(low))) return null;
  return Plot.areaY(band, { x: 'x', y1: 'low', y2: 'high', fill, fillOpacity: 0.16 });
}

function lineMarks({ optimizer, title, points }: Curve, { y, dots }: CurvePanels, palette: Palette) {
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
      seen.filter(({ worst }) => worst === true),
      { x: 'x', y: height, symbol: 'times', stroke: colour, strokeWidth: 2, r: 6 },
    ),
  ];
}
