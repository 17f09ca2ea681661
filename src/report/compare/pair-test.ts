import {
  fewestSeeds,
  mannWhitneyTest,
  type PermutationResult,
  permutationTest,
  requiredSampleSize,
  signFlipTests,
  welchTest,
} from '../../stats/index.ts';
import type { TestName } from './comparison.ts';
import type { ScoredOptimizer } from './scored-optimizer.ts';

/** The level at which a difference counts as shown. */
export const alpha = 0.05;

export interface PairTest {
  readonly name: string;
  readonly p: number;
}

/** Two optimizers of a task. */
export interface PairOfTask {
  readonly a: ScoredOptimizer;
  readonly b: ScoredOptimizer;
  /** Whether their seeds are the same and make pairs. */
  readonly paired: boolean;
}

/** Tests whether the two of each pair differ; undefined of fewer than three seeds of either. */
export function testPairs(test: TestName, pairs: readonly PairOfTask[]): (PairTest | undefined)[] {
  const flipped = signFlipTests(
    pairs.map(({ a, b, paired }) => (paired ? a.values.map((value, i) => value - b.values[i]!) : [])),
  );
  return pairs.map(({ a, b }, place) =>
    Math.min(a.values.length, b.values.length) < fewestSeeds
      ? undefined
      : (permuted('paired sign-flip permutation test', flipped[place]) ?? testPair(test, a, b)),
  );
}

/** Tests whether two optimizers differ whose seeds make no pairs. */
function testPair(test: TestName, a: ScoredOptimizer, b: ScoredOptimizer): PairTest {
  switch (test) {
    case 'welch':
      return { name: "Welch's t test", p: welchTest(a.values, b.values)!.p };
    case 'mann-whitney': {
      const { p, method } = mannWhitneyTest(a.ranks, b.ranks)!;
      return { name: `Mann-Whitney test, ${method === 'exact' ? 'exact' : 'normal approximation'}`, p };
    }
    case 'permutation':
      return permuted('permutation test', permutationTest(a.values, b.values))!;
  }
}

function permuted(name: string, result: PermutationResult | undefined): PairTest | undefined {
  return result && { name: `${name}, ${result.exact ? 'exact' : 'Monte Carlo'}`, p: result.p };
}

/** The fewest seeds of which the test can give a p of at most `level`, however far the scores are apart. */
export function leastSeeds(test: TestName, paired: boolean, level: number): number {
  if (test === 'welch') return 3;
  let seeds = 2;
  // All pairs with one sign, or all values of one above those of the other: the two most extreme of equally likely cases.
  for (let cases = paired ? 4 : 6; 2 / cases > level; seeds++) {
    cases *= paired ? 2 : ((2 * seeds + 1) * (2 * seeds + 2)) / (seeds + 1) ** 2;
  }
  return Math.max(3, seeds);
}

/**
 * About how many seeds show an effect of this size at `level`, in 80 % of studies; undefined for none at all.
 *
 * @param effectSize the difference of the means over the standard deviation; of pairs over that of the differences.
 */
export function seedsToShow(
  effectSize: number,
  test: TestName,
  paired: boolean,
  level: number,
): number | undefined {
  const needed = requiredSampleSize(effectSize, { alpha: level, paired });
  return needed === undefined ? undefined : Math.max(needed, leastSeeds(test, paired, level));
}
