import { RandomStream } from '../random.ts';
import type { Alternative } from './alternative.ts';
import { refuseNonFinite } from './check.ts';
import { extremeness, roundingSlack } from './extremeness.ts';
import type { PermutationOptions, PermutationResult } from './permutation-test.ts';
import { sorted } from './sorted.ts';

/**
 * Paired permutation test (Fisher 1935): if nothing distinguishes the two members of a pair, each difference could as
 * well have had the other sign. How often is the sum of differences with random signs as far from 0? Undefined of no
 * differences.
 *
 * The two-sided p of n pairs cannot be less than 2/2ⁿ: five pairs never show a difference at 0.05.
 *
 * @param differences one a pair, x − y.
 * @throws RangeError of NaN or infinite values.
 */
export function signFlipTest(
  differences: ArrayLike<number>,
  { alternative = 'two-sided', exactUpTo = 2 ** 36, draws = 20_000, seed = 0 }: PermutationOptions = {},
): PermutationResult | undefined {
  if (differences.length === 0) return undefined;
  refuseNonFinite(differences);
  const sizes = sorted(Array.from(differences, Math.abs));
  const observed = sorted(differences).reduce((sum, value) => sum + value, 0);
  const flips = 2 ** sizes.length;
  if (flips <= exactUpTo) return { p: countExtreme(sizes, observed, alternative) / flips, exact: true };
  const asExtreme = extremeness(observed, sizes, alternative);
  const stream = RandomStream.of(seed, 'sign flips');
  let extreme = 0;
  for (let draw = 0; draw < draws; draw++) {
    let sum = 0;
    for (const size of sizes) sum += stream.uniform() < 0.5 ? size : -size;
    if (asExtreme(sum)) extreme++;
  }
  return { p: (extreme + 1) / (draws + 1), exact: false };
}

/**
 * How many of the 2ⁿ choices of signs are as extreme, without going through them: a sum is one of the 2ⁿ⸍² sums of the
 * one half of the numbers and one of those of the other, and of two ascending lists the pairs that reach a bound are
 * counted in one walk (the split of Horowitz & Sahni 1974).
 */
function countExtreme(sizes: Float64Array, observed: number, alternative: Alternative): number {
  const middle = sizes.length >> 1;
  const [one, other] = [signedSums(sizes.subarray(0, middle)), signedSums(sizes.subarray(middle))];
  const slack = roundingSlack(sizes);
  // For every choice of signs there is the opposite one, so what lies below a bound is counted above its opposite.
  switch (alternative) {
    case 'greater':
      return countReaching(one, other, observed - slack);
    case 'less':
      return countReaching(one, other, -observed - slack);
    case 'two-sided': {
      const bound = Math.abs(observed) - slack;
      return bound <= 0 ? one.length * other.length : 2 * countReaching(one, other, bound);
    }
  }
}

/** The sums of some numbers with every choice of signs, ascending. */
function signedSums(sizes: Float64Array): Float64Array {
  const sums = new Float64Array(2 ** sizes.length);
  sizes.forEach((size, place) => {
    const before = 2 ** place;
    for (let i = 0; i < before; i++) {
      sums[before + i] = sums[i]! + size;
      sums[i]! -= size;
    }
  });
  return sums.sort();
}

/** How many pairs, one number of each list, add up to at least a bound. @param one and the other are ascending. */
function countReaching(one: Float64Array, other: Float64Array, bound: number): number {
  let count = 0;
  let from = other.length;
  for (const value of one) {
    while (from > 0 && value + other[from - 1]! >= bound) from--;
    count += other.length - from;
  }
  return count;
}
