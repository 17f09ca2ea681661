import { RandomStream } from '../random.ts';
import type { Alternative } from './alternative.ts';
import { refuseNonFinite } from './check.ts';
import { extremeness } from './extremeness.ts';
import { mean } from './mean.ts';
import { sorted } from './sorted.ts';

export interface PermutationOptions {
  /** Default two-sided. */
  readonly alternative?: Alternative;
  /** Up to how many rearrangements are all tried. Default 200,000; of signs 2³⁶, which take no longer. */
  readonly exactUpTo?: number;
  /** How many are drawn where there are more. Default 20,000. */
  readonly draws?: number;
  /** Default 0. */
  readonly seed?: number;
}

export interface PermutationResult {
  readonly p: number;
  /** True if every rearrangement was tried. Otherwise p is (b + 1)/(m + 1), never 0 (Phipson & Smyth 2010). */
  readonly exact: boolean;
}

/**
 * Permutation test of the difference of two means (Fisher 1935, Pitman 1937): how often values dealt at random to the
 * two groups differ as much; two-sided means in size, whatever the sign. The order within a group, and which group comes
 * first, change nothing. Undefined if either is empty.
 *
 * @throws RangeError of NaN or infinite values.
 */
export function permutationTest(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  { alternative = 'two-sided', exactUpTo = 200_000, draws = 20_000, seed = 0 }: PermutationOptions = {},
): PermutationResult | undefined {
  if (x.length === 0 || y.length === 0) return undefined;
  refuseNonFinite(x);
  refuseNonFinite(y);
  // The sum of the smaller group tells the difference of the means, once the common mean is taken off.
  const [group, sign] = x.length <= y.length ? [x, 1] : [y, -1];
  const all = [...Array.from(x), ...Array.from(y)];
  const centre = mean(all)!;
  const pooled = sorted(all).map((value) => value - centre);
  const observed = sorted(group).reduce((sum, value) => sum + (value - centre), 0);
  const asExtreme = extremeness(sign * observed, pooled, alternative);

  const splits = choose(pooled.length, group.length);
  if (splits <= exactUpTo) {
    let extreme = 0;
    eachSplit(pooled, group.length, (sum) => {
      if (asExtreme(sign * sum)) extreme++;
    });
    return { p: extreme / splits, exact: true };
  }
  const stream = RandomStream.of(seed, 'permutation');
  let extreme = 0;
  for (let draw = 0; draw < draws; draw++) {
    if (asExtreme(sign * randomSum(pooled, group.length, stream))) extreme++;
  }
  return { p: (extreme + 1) / (draws + 1), exact: false };
}

/** n over k; too many for a double is Infinity, which is too many anyway. */
function choose(n: number, k: number): number {
  let ways = 1;
  for (let i = 1; i <= k; i++) ways = (ways * (n - k + i)) / i;
  return Math.round(ways);
}

/** Calls back with the sum of every choice of `size` values. */
function eachSplit(values: Float64Array, size: number, visit: (sum: number) => void): void {
  const extend = (from: number, missing: number, sum: number): void => {
    if (missing === 0) {
      visit(sum);
      return;
    }
    for (let i = from; i <= values.length - missing; i++) extend(i + 1, missing - 1, sum + values[i]!);
  };
  extend(0, size, 0);
}

/** The sum of `size` values drawn without replacement; shuffles the values on the way. */
function randomSum(values: Float64Array, size: number, stream: RandomStream): number {
  let sum = 0;
  for (let i = 0; i < size; i++) {
    const chosen = i + stream.integer(values.length - i);
    const value = values[chosen]!;
    values[chosen] = values[i]!;
    values[i] = value;
    sum += value;
  }
  return sum;
}
