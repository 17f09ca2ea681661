import { pow } from '../pow.ts';
import { refuseNaN } from './check.ts';

/**
 * The expected largest of k values that are drawn with replacement from those given: E_k = Σ x₍ᵢ₎ [(i/n)ᵏ − ((i−1)/n)ᵏ] over
 * the ascending x (Dodge et al. 2019, Show Your Work, arXiv 1909.03004, equations 6 and 7): what tuning by k trials of
 * random search comes to, where n settings were tried.
 *
 * @param k how many trials, at least 1. Of more than n values the estimate is too low, for no trial saw a better one.
 * @returns undefined of no values.
 * @throws RangeError of NaN, or of a k that is no whole number from 1 on.
 */
export function expectedBest(values: ArrayLike<number>, k: number): number | undefined {
  return expectedOfChosen(values, values, k);
}

/**
 * The same where the best is chosen by some numbers and judged by others, such as scores on other seeds, so that a lucky
 * choice is not flattered: E_k = Σ y₍ᵢ₎ [(i/n)ᵏ − ((i−1)/n)ᵏ], with y in the order of the numbers that choose. Settings that
 * these cannot tell apart are each as likely to be chosen.
 *
 * @param chosenBy one number a setting, more is better. @param judgedBy as many, in the same order.
 */
export function expectedOfChosen(
  chosenBy: ArrayLike<number>,
  judgedBy: ArrayLike<number>,
  k: number,
): number | undefined {
  if (!(Number.isInteger(k) && k >= 1))
    throw new RangeError(`trials are counted in whole numbers from 1 on, given ${k}`);
  if (chosenBy.length !== judgedBy.length)
    throw new RangeError(`${chosenBy.length} numbers cannot choose among ${judgedBy.length}`);
  refuseNaN(chosenBy);
  refuseNaN(judgedBy);
  const n = chosenBy.length;
  if (n === 0) return undefined;
  const order = Array.from(judgedBy, (_, index) => index).sort((i, j) => chosenBy[i]! - chosenBy[j]!);
  let expected = 0;
  for (let start = 0, end = 0; start < n; start = end) {
    let sum = 0;
    while (end < n && chosenBy[order[end]!] === chosenBy[order[start]!]) sum += judgedBy[order[end++]!]!;
    expected += (sum / (end - start)) * (pow(end / n, k) - pow(start / n, k));
  }
  return expected;
}
