import { table } from '../text/table.ts';
import type { MappedFunction } from './mapped-function.ts';
import { summaryColumns } from './summary-columns.ts';

/** A table a function for the terminal. */
export function summaryText(maps: readonly MappedFunction[], width = 80): string {
  const columns = summaryColumns.map(({ header, label, cell }) => ({
    header,
    cell,
    ...(label ? { wraps: true } : { align: 'right' as const }),
  }));
  return maps
    .map(({ landscape, summaries }) => `${landscape.label}\n\n${table(columns, summaries, { width })}`)
    .join('\n\n');
}

/** What the columns are. @param tolerance as a share of the domain's diagonal. */
export function summaryLegend(tolerance: number): string {
  return [
    'rate: the learning rate with the lowest median final loss (games: distance);',
    'final loss, distance: medians over the starts, to the nearest lowest minimum;',
    `arrived: starts from which it ended within ${tolerance} of the diagonal of one;`,
    'iterations: the median of those until it was there to stay.',
  ].join('\n');
}
