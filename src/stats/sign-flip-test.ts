import { RandomStream } from '../random.ts';
import { refuseNonFinite } from './check.ts';
import { extremeness } from './extremeness.ts';
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
  { alternative = 'two-sided', exactUpTo = 200_000, draws = 20_000, seed = 0 }: PermutationOptions = {},
): PermutationResult | undefined {
  if (differences.length === 0) return undefined;
  refuseNonFinite(differences);
  const sizes = sorted(Array.from(differences, Math.abs));
  const observed = sorted(differences).reduce((sum, value) => sum + value, 0);
  const asExtreme = extremeness(observed, sizes, alternative);

  const flips = 2 ** sizes.length;
  if (flips <= exactUpTo) {
    const count = (from: number, sum: number): number =>
      from === sizes.length
        ? Number(asExtreme(sum))
        : count(from + 1, sum + sizes[from]!) + count(from + 1, sum - sizes[from]!);
    return { p: count(0, 0) / flips, exact: true };
  }
  const stream = RandomStream.of(seed, 'sign flips');
  let extreme = 0;
  for (let draw = 0; draw < draws; draw++) {
    let sum = 0;
    for (const size of sizes) sum += stream.uniform() < 0.5 ? size : -size;
    if (asExtreme(sum)) extreme++;
  }
  return { p: (extreme + 1) / (draws + 1), exact: false };
}
