import { formatNumber } from './format.ts';

type Maybe = number | null | undefined;

/** A number, or an estimate: a number and the two ends of its interval. */
export type Numbers = readonly [Maybe] | readonly [Maybe, number, number];

/** Writes one of the rows that a column is made of: `15.2`, `15.2 [14.0, 16.1]`. */
export type RowFormat = (row: Numbers) => string;

/** What writes the rows of a column, given all of them. */
export type ColumnFormat = (rows: readonly Numbers[]) => RowFormat;

/** Of what a column shows: a value and, where it is known, its interval. */
export function estimate(value: Maybe, interval: readonly number[] | undefined): Numbers {
  return interval === undefined ? [value] : [value, interval[0]!, interval[1]!];
}

/**
 * Numbers of one column with as many decimals as the largest of them needs for three significant digits, and no more than
 * any of them needs. A row that would be left with fewer than two digits has decimals of its own, the same for all of its numbers.
 */
export const alike: ColumnFormat = (rows) => {
  const common = decimalsOf(rows.flat());
  return (row) => {
    const enough = common !== undefined && largest(row) >= 10 ** (1 - common);
    return spelled(row, enough || largest(row) === 0 ? common : decimalsOf(row));
  };
};

/** Every number by itself, for those whose format has the same decimals anyway: shares, counts, seconds. */
export function each(format: (value: Maybe) => string): ColumnFormat {
  return () => (row) => joined(row.map(format));
}

/** An estimate that stands by itself. */
export function formatEstimate(value: Maybe, interval: readonly number[] | undefined): string {
  const row = estimate(value, interval);
  return alike([row])(row);
}

function spelled(row: Numbers, decimals: number | undefined): string {
  return joined(row.map((value) => numberText(value, decimals)));
}

function joined([value, ...interval]: readonly string[]): string {
  return interval.length === 0 ? value! : `${value} [${interval.join(', ')}]`;
}

function numberText(value: Maybe, decimals: number | undefined): string {
  const usual = value !== null && value !== undefined && Math.abs(value) < 999_999.5;
  if (!usual || decimals === undefined) return formatNumber(value);
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? (0).toFixed(decimals) : text;
}

/** Undefined where numbers are so small that they are written with exponents. */
function decimalsOf(values: readonly Maybe[]): number | undefined {
  const numbers = finite(values);
  const most = largest(values);
  if (most === 0) return 0;
  if (most < 0.0005) return undefined;
  const places = Math.max(0, 2 - Math.floor(Math.log10(Number(most.toPrecision(3)))));
  const kept = numbers.map((value) => Number(value.toFixed(places)));
  for (let fewer = 0; fewer < places; fewer++) {
    if (kept.every((value) => Number(value.toFixed(fewer)) === value)) return fewer;
  }
  return places;
}

/** The largest size of those that are numbers, 0 of none. */
function largest(values: readonly Maybe[]): number {
  return finite(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function finite(values: readonly Maybe[]): number[] {
  return values.filter((value): value is number => typeof value === 'number' && Number.isFinite(value));
}
