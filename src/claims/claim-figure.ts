import { groupBy } from '../group-by.ts';
import type { DrawnFigure } from '../report/figures/draw-figures.ts';
import { curvePanels } from '../report/figures/drawing/curve-panels.ts';
import { type Palette, paletteOf } from '../report/figures/index.ts';
import { several } from '../several.ts';
import { median, quantile } from '../stats/index.ts';
import type { StudyEntry, StudyPoint } from '../studies/index.ts';
import type { ClaimConfig } from './claim-config.ts';

/** The colours of a study's lines. */
export function claimPalette(entry: StudyEntry, { settings }: Pick<ClaimConfig, 'settings'>): Palette {
  return paletteOf(entry.series(settings));
}

/** Draws what was measured: lines through the medians of all seeds. */
export function claimFigure(
  entry: StudyEntry,
  config: Pick<ClaimConfig, 'settings' | 'seeds'>,
  points: readonly StudyPoint[],
  experiment: number,
): DrawnFigure {
  const palette = claimPalette(entry, config);
  const all = entry.series(config.settings);
  const described = entry.panels(config.settings);
  const panels = described.flatMap(({ series = all, ...panel }) =>
    curvePanels(
      {
        ...panel,
        curves: series.map((name) => ({
          optimizer: name,
          title: name,
          points: curveOf(
            points.filter((point) => point.series === name),
            panel.y.least,
          ),
        })),
      },
      palette,
    ),
  );
  const seeds = new Set(points.map(({ seed }) => seed)).size;
  const drawn = new Set(described.flatMap(({ series = all }) => series));
  return {
    id: entry.name,
    title: `${entry.name}: ${described.map(({ title }) => title).join('; ')}`,
    sql: `select series, seed, x, y from study_points where experiment_id = ${experiment} order by series, x, seed`,
    panels,
    legend: all.filter((name) => drawn.has(name)),
    caption:
      seeds === 1
        ? 'What was measured, which draws nothing.'
        : `Lines: the median over ${several(seeds, 'seed')}; bands: the middle half.`,
  };
}

/** The median over seeds at every place that any of them has, smaller ones as the least; a gap where one of them has no number. */
function curveOf(points: readonly StudyPoint[], least = Number.NEGATIVE_INFINITY) {
  return [...groupBy(points, ({ x }) => String(x)).values()]
    .map((own) => {
      const values = own.map(({ y }) => (y < least ? least : y));
      const known = values.every(Number.isFinite);
      return {
        x: own[0]!.x,
        y: known ? median(values)! : null,
        interval: () => (known && values.length > 3 ? middleHalf(values) : undefined),
      };
    })
    .sort((one, other) => one.x - other.x);
}

function middleHalf(values: readonly number[]): readonly [number, number] {
  return [quantile(values, 0.25)!, quantile(values, 0.75)!];
}
