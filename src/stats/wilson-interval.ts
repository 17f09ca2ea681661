import { refuseNonShare } from './check.ts';
import type { Interval } from './interval.ts';
import { normalQuantile } from './special/normal.ts';

/**
 * Wilson's score interval of a proportion (Wilson 1927, JASA 22; method 3 of Newcombe 1998, Statistics in Medicine 17,
 * 857): of 30 successes in 30 trials it is 0.89 to 1, where a bootstrap would have no width.
 *
 * @param share of the trials that succeeded, in [0, 1].
 * @param trials how many there were, more than 0; need not be whole, for an effective number of trials.
 * @param level of the interval, in (0, 1). Default 0.95.
 * @returns bounds in [0, 1] around the share.
 * @throws RangeError for a share, a number of trials or a level outside of these.
 */
export function wilsonInterval(share: number, trials: number, level = 0.95): Interval {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`a share is in [0, 1], given ${share}`);
  if (!(trials > 0)) throw new RangeError(`a share needs trials, given ${trials}`);
  refuseNonShare(level, 'the level of an interval');
  const squared = normalQuantile((1 + level) / 2) ** 2 / trials;
  const centre = (share + squared / 2) / (1 + squared);
  const half = Math.sqrt(squared * (share * (1 - share) + squared / 4)) / (1 + squared);
  // Rounding must not leave the share of none or all outside.
  return [Math.max(0, Math.min(share, centre - half)), Math.min(1, Math.max(share, centre + half))];
}
