import { sorted } from './sorted.ts';

/**
 * The p-quantile by linear interpolation between the two nearest order statistics (R-7 in Hyndman & Fan 1996, NumPy's
 * default); undefined of nothing.
 *
 * @param p in [0, 1]; 0.5 is the median.
 * @throws RangeError for another p.
 */
export function quantile(values: ArrayLike<number>, p: number): number | undefined {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`a quantile is in [0, 1], given ${p}`);
  if (values.length === 0) return undefined;
  const ordered = sorted(values);
  const position = p * (ordered.length - 1);
  const below = Math.floor(position);
  const low = ordered[below]!;
  const weight = position - below;
  // Without a distance to go there is nothing to add, not even 0 · ∞.
  return weight === 0 ? low : low + weight * (ordered[below + 1]! - low);
}
