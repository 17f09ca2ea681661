import { probabilityOfSuperiority } from './probability-of-improvement.ts';

/**
 * Cliff's δ (Cliff 1993): how much more often a value of `x` is larger than one of `y` than it is smaller, in [−1, 1].
 * Undefined if either is empty.
 *
 * @throws RangeError of NaN.
 */
export function cliffsDelta(x: ArrayLike<number>, y: ArrayLike<number>): number | undefined {
  const chance = probabilityOfSuperiority(x, y);
  return chance === undefined ? undefined : 2 * chance - 1;
}
