import { refuseNaN, refuseNonShare } from './check.ts';
import { fewestSeeds } from './fewest-seeds.ts';
import type { Interval } from './interval.ts';
import { mean } from './mean.ts';
import { normalQuantile } from './special/normal.ts';
import { studentQuantile } from './special/student-t.ts';
import { standardDeviation } from './standard-deviation.ts';
import { wilsonInterval } from './wilson-interval.ts';

/**
 * Interval of the mean of shares, one a seed, such as the success rates of runs: Wilson's with an effective number of trials
 * (Korn & Graubard 1998, Survey Methodology 24; with Wilson's interval Dean & Pagano 2015, Journal of Survey Statistics and
 * Methodology 3). Episodes of one run are alike, so they are no independent trials. How many trials the seeds are worth is
 * said by how far they scatter, p(1 − p)/(s²/n), made less by (z/t)² since few seeds hardly know their scatter. It is never
 * less than n, a trial a seed, for shares scatter the most where each is 0 or 1; and it is n where all agree, since then
 * nothing is known of their scatter. Of shares that are 0 or 1 it is Wilson's interval of n trials.
 *
 * @param level of the interval, in (0, 1). Default 0.95.
 * @returns undefined of fewer than three shares.
 * @throws RangeError for a share outside of [0, 1].
 */
export function shareInterval(shares: ArrayLike<number>, level = 0.95): Interval | undefined {
  refuseNonShare(level, 'the level of an interval');
  refuseNaN(shares);
  const outside = Array.from(shares).find((share) => share < 0 || share > 1);
  if (outside !== undefined) throw new RangeError(`a share is in [0, 1], given ${outside}`);
  if (shares.length < fewestSeeds) return undefined;
  const share = Math.min(1, mean(shares)!);
  return wilsonInterval(share, effectiveTrials(shares, share, level), level);
}

function effectiveTrials(shares: ArrayLike<number>, share: number, level: number): number {
  const seeds = shares.length;
  const spread = standardDeviation(shares)!;
  // All that is left of equal shares is rounding.
  if (spread < 1e-12) return seeds;
  const p = (1 + level) / 2;
  const few = normalQuantile(p) / studentQuantile(p, seeds - 1);
  return Math.max(seeds, ((share * (1 - share)) / (spread ** 2 / seeds)) * few ** 2);
}

/**
 * Interval of the difference of two means of shares, `x` less `y`, from the intervals of both (Newcombe 1998, Statistics in
 * Medicine 17, 873, method 10; of pairs with their correlation, Zou & Donner 2008, Statistics in Medicine 27, 1693): it has
 * a width where both succeed always.
 *
 * @param x shares, one a seed. @param y the same of the other.
 * @param paired whether the two have seeds in common, in this order. Pairs of which one side never varies have no correlation.
 * @returns undefined if either has fewer than three shares.
 * @throws RangeError for a share outside of [0, 1], and for pairs that are not equally many.
 */
export function shareDifferenceInterval(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  paired: boolean,
  level = 0.95,
): Interval | undefined {
  if (paired && x.length !== y.length)
    throw new RangeError(`${x.length} shares cannot pair with ${y.length}`);
  const [a, b] = [shareInterval(x, level), shareInterval(y, level)];
  if (a === undefined || b === undefined) return undefined;
  const [p, q] = [mean(x)!, mean(y)!];
  const correlation = paired ? correlationOf(x, y) : 0;
  const span = (up: number, down: number): number =>
    Math.sqrt(Math.max(0, up ** 2 - 2 * correlation * up * down + down ** 2));
  return [Math.max(-1, p - q - span(p - a[0], b[1] - q)), Math.min(1, p - q + span(a[1] - p, q - b[0]))];
}

/** Pearson's; 0 where one of the two never varies. */
function correlationOf(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const [centreX, centreY] = [mean(x)!, mean(y)!];
  const spread = standardDeviation(x)! * standardDeviation(y)!;
  if (spread < 1e-24) return 0;
  let product = 0;
  for (let i = 0; i < x.length; i++) product += (x[i]! - centreX) * (y[i]! - centreY);
  return Math.max(-1, Math.min(1, product / (x.length - 1) / spread));
}
