import { incompleteBeta } from './incomplete-beta.ts';

/** P(T > t) of Student's t distribution with `df` > 0 degrees of freedom, which need not be whole. */
export function studentTail(t: number, df: number): number {
  if (!Number.isFinite(t)) return t > 0 ? 0 : 1;
  const square = t * t;
  const tail = incompleteBeta(df / 2, 0.5, df / (df + square), square / (df + square)) / 2;
  return t >= 0 ? tail : 1 - tail;
}
