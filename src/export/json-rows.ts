import type { Answer, SqlValue } from '../store/index.ts';

/**
 * A JSON object a row, each without line breaks. Integers are written in full, ±Infinity as ±9e999 (which every reader
 * takes for Infinity, and SQLite's own shell writes too), binary values as base64. Columns of the same name are told
 * apart by a number: `id`, `id_2`.
 */
export function* jsonObjects({ columns, rows }: Answer): Generator<string> {
  const keys = distinct(columns).map((name) => JSON.stringify(name));
  for (const row of rows) {
    yield `{${row.map((value, i) => `${keys[i]}: ${jsonValue(value)}`).join(', ')}}`;
  }
}

/** A JSON array of those objects, one a line. */
export function* jsonLines(answer: Answer): Generator<string> {
  let before = '[';
  for (const object of jsonObjects(answer)) {
    yield `${before}${before === '[' ? '\n' : ''}  ${object}`;
    before = ',\n';
  }
  yield before === '[' ? '[]\n' : '\n]\n';
}

function jsonValue(value: SqlValue): string {
  if (typeof value === 'bigint') return String(value);
  if (value === Number.POSITIVE_INFINITY) return '9e999';
  if (value === Number.NEGATIVE_INFINITY) return '-9e999';
  return JSON.stringify(Buffer.isBuffer(value) ? value.toString('base64') : value);
}

function distinct(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let number = 2; taken.has(free); number++) free = `${name}_${number}`;
    taken.add(free);
    return free;
  });
}
