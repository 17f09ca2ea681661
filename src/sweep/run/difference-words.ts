import type { Difference } from '../../store/index.ts';

/** Where two runs differ, in words. */
export function differenceWords({ table, row, column, before, now }: Difference): string {
  if (column === '') return `${table} has ${before ? 'fewer' : 'more'} rows than before (${row})`;
  return `row ${row} of ${table}: ${column} was ${before}, is ${now}`;
}
