import { quantile } from './quantile.ts';

/** The middle value, or the mean of the two middle ones; undefined of nothing. @throws RangeError of NaN. */
export function median(values: ArrayLike<number>): number | undefined {
  return quantile(values, 0.5);
}
