import { average } from './average.ts';
import { refuseNaN } from './check.ts';

/** Arithmetic mean of scores; undefined of nothing. @throws RangeError of NaN. */
export function mean(values: ArrayLike<number>): number | undefined {
  const value = average(values);
  // ∞ − ∞ is NaN as well, and nobody's mistake.
  if (Number.isNaN(value)) refuseNaN(values);
  return value;
}
