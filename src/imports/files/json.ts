import { UsageError } from '../../errors.ts';
import type { Cells, CellTable } from './cells.ts';

/**
 * The rows of a JSON file: an array of objects, an object of such arrays by the names of runs (then each row has a column `run`), or
 * an object a line, as exports of Weights & Biases and the like are.
 *
 * @throws UsageError for any other file.
 */
export function jsonRows(text: string): CellTable {
  const rows = objectsIn(text).map((row, index) => ({
    where: `row ${index + 1}`,
    cells: cellsOf(row, index),
  }));
  return { columns: [...new Set(rows.flatMap(({ cells }) => [...cells.keys()]))], rows };
}

function objectsIn(text: string): Readonly<Record<string, unknown>>[] {
  const whole = parsed(text);
  if (Array.isArray(whole)) return whole.map(checked);
  if (whole !== undefined && isObject(whole) && Object.values(whole).every(Array.isArray)) {
    return Object.entries(whole).flatMap(([run, rows]) =>
      (rows as unknown[]).map((row, index) => ({ run, ...checked(row, index) })),
    );
  }
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line, index) => {
    const row = parsed(line);
    if (row === undefined) throw new UsageError(`it is no JSON, nor is line ${index + 1} of it`);
    return checked(row, index);
  });
}

function checked(row: unknown, index: number): Readonly<Record<string, unknown>> {
  if (isObject(row)) return row;
  throw new UsageError(`row ${index + 1} is no object`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is no number or text (pictures, histograms, …) is left out. */
function cellsOf(row: Readonly<Record<string, unknown>>, index: number): Cells['cells'] {
  const cells = Object.entries(row).flatMap(([column, value]): [string, string][] => {
    if (typeof value === 'number' || typeof value === 'boolean') return [[column, String(value)]];
    return typeof value === 'string' && value.trim() !== '' ? [[column, value]] : [];
  });
  if (Object.keys(row).length === 0) throw new UsageError(`row ${index + 1} is empty`);
  return new Map(cells);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
