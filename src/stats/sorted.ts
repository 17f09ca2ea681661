import { refuseNaN } from './check.ts';

/**
 * An ascending copy, by value (a plain array's own `sort` compares as text).
 *
 * @throws RangeError of NaN.
 */
export function sorted(values: ArrayLike<number>): Float64Array {
  const ordered = new Float64Array(values).sort();
  // NaN is sorted to the end.
  if (Number.isNaN(ordered.at(-1))) refuseNaN(values);
  return ordered;
}
