import { groupBy } from '../group-by.ts';
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
  options: PermutationOptions = {},
): PermutationResult | undefined {
  return signFlipTests([differences], options)[0];
}

/** {@link signFlipTest} of several samples. Where these are too long to try all signs, those of equal length share what is drawn. */
export function signFlipTests(
  samples: readonly ArrayLike<number>[],
  { alternative = 'two-sided', exactUpTo = 2 ** 36, draws = 20_000, seed = 0 }: PermutationOptions = {},
): (PermutationResult | undefined)[] {
  const cases = samples.map((differences) => {
    refuseNonFinite(differences);
    const sizes = sorted(Array.from(differences, Math.abs));
    const observed = sorted(differences).reduce((sum, value) => sum + value, 0);
    return { sizes, observed, flips: 2 ** sizes.length };
  });
  const drawn = new Map<Float64Array, number>();
  const many = cases.filter(({ flips }) => flips > exactUpTo);
  for (const together of groupBy(many, ({ sizes }) => String(sizes.length)).values()) {
    const extremes = drawExtremes(together, alternative, { draws, seed });
    together.forEach(({ sizes }, at) => {
      drawn.set(sizes, extremes[at]!);
    });
  }
  return cases.map(({ sizes, observed, flips }) => {
    if (sizes.length === 0) return undefined;
    const extreme = drawn.get(sizes);
    return extreme === undefined
      ? { p: countExtreme(sizes, observed, alternative) / flips, exact: true }
      : { p: (extreme + 1) / (draws + 1), exact: false };
  });
}

/** How many choices of signs of so many that are drawn are as extreme, for each of several samples of one length. */
function drawExtremes(
  samples: readonly { readonly sizes: Float64Array; readonly observed: number }[],
  alternative: Alternative,
  { draws, seed }: { readonly draws: number; readonly seed: number },
): number[] {
  const counts = samples.map(() => 0);
  const tests = samples.map(({ sizes, observed }) => extremeness(observed, sizes, alternative));
  const stream = RandomStream.of(seed, 'sign flips');
  const signs = new Int8Array(samples[0]!.sizes.length);
  for (let draw = 0; draw < draws; draw++) {
    for (let i = 0; i < signs.length; i++) signs[i] = stream.uniform() < 0.5 ? 1 : -1;
    for (let at = 0; at < samples.length; at++) {
      if (tests[at]!(signedSum(samples[at]!.sizes, signs))) counts[at]!++;
    }
  }
  return counts;
}

function signedSum(sizes: Float64Array, signs: Int8Array): number {
  let sum = 0;
  for (let i = 0; i < sizes.length; i++) sum += signs[i]! * sizes[i]!;
  return sum;
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
