import { formatCount, formatRate } from '../../text/format.ts';
import { curvePanels } from '../figures/drawing/curve-panels.ts';
import { paletteOf } from '../figures/drawing/palette.ts';
import type { Drawn } from '../figures/figure.ts';
import type { WidthSeries } from './width-series.ts';

/**
 * The best learning rate against the width of a network. It is of several experiments, so it stands in no report of one.
 *
 * @param series of all tasks. @returns undefined where nothing was trained at two widths.
 */
export function drawRatesByWidth(series: readonly WidthSeries[]): Drawn | undefined {
  const names = [...new Set(series.map(({ name }) => name))];
  const palette = paletteOf(names);
  if (names.length === 0) return undefined;
  const widths = [...new Set(series.flatMap((each) => each.widths.map(({ width }) => width)))].sort(
    (a, b) => a - b,
  );
  const panels = [...new Set(series.map(({ env, agent }) => `${env}, ${agent}`))].flatMap((task) =>
    curvePanels(
      {
        title: task,
        x: { label: 'units of a hidden layer', scale: 'log', ticks: widths, format: formatCount },
        y: { label: 'best learning rate', scale: 'log', format: formatRate },
        dots: true,
        curves: series
          .filter(({ env, agent }) => `${env}, ${agent}` === task)
          .map((each) => ({
            optimizer: each.name,
            title: each.name,
            points: each.widths.map(({ width, best }) => ({ x: width, y: best.rate })),
          })),
      },
      palette,
    ),
  );
  return {
    panels,
    legend: names,
    caption:
      'The learning rate with the best mean return over the last 100 training episodes, of those that were tried. Where a ' +
      'rate carries over to other widths, the line is level.',
  };
}
