import { refuseNonShare } from '../check.ts';
import { incompleteBeta } from './incomplete-beta.ts';

/** P(T > t) of Student's t distribution with `df` > 0 degrees of freedom, which need not be whole. */
export function studentTail(t: number, df: number): number {
  if (!Number.isFinite(t)) return t > 0 ? 0 : 1;
  const square = t * t;
  const tail = incompleteBeta(df / 2, 0.5, df / (df + square), square / (df + square)) / 2;
  return t >= 0 ? tail : 1 - tail;
}

/**
 * The quantile of Student's t distribution, by halving an interval around it.
 *
 * @param p in (0, 1). @param df degrees of freedom, more than 0.
 * @throws RangeError for another p.
 */
export function studentQuantile(p: number, df: number): number {
  refuseNonShare(p, 'a probability');
  if (p < 0.5) return -studentQuantile(1 - p, df);
  if (p === 0.5) return 0;
  let high = 1;
  while (studentTail(high, df) > 1 - p) high *= 2;
  let low = 0;
  for (let middle = high / 2; middle > low && middle < high; middle = (low + high) / 2) {
    if (studentTail(middle, df) > 1 - p) low = middle;
    else high = middle;
  }
  return high;
}
