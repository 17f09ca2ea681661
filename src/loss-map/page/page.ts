import type { DrawnFigure } from '../../report/figures/draw-figures.ts';
import type { Palette } from '../../report/figures/index.ts';
import { htmlTable } from '../../report/page/html-table.ts';
import type { Markup } from '../../report/page/markup.ts';
import { drawnFunction } from '../drawn-function.ts';
import type { MappedFunction } from '../mapped-function.ts';
import { summaryColumns } from '../summary-columns.ts';
import { summaryLegend } from '../summary-text.ts';
import { mapPage } from './map-page.ts';

/** What the page of test functions shows. */
export interface LossMapContent {
  readonly title: string;
  readonly command: string;
  readonly version: string;
  readonly tolerance: number;
  readonly maps: readonly MappedFunction[];
  /** The map from above of each function, in the same order. */
  readonly contours: readonly DrawnFigure[];
  readonly palette: Palette;
}

/** The page of optimizers on test functions. */
export function lossMapPage({ tolerance, maps, contours, ...content }: LossMapContent): string {
  return mapPage({
    ...content,
    experiment: maps[0]!.experiment,
    about: summaryLegend(tolerance),
    parts: maps.map((map, index) => ({
      map: drawnFunction(map),
      table: summaryTable(map),
      contours: contours[index]!,
    })),
  });
}

function summaryTable({ summaries }: MappedFunction): Markup {
  const columns = summaryColumns.map(({ header, label, cell }) => ({
    header,
    cell,
    kind: label ? ('text' as const) : ('number' as const),
  }));
  return htmlTable(columns, summaries);
}
