import { mean } from './mean.ts';
import { sorted } from './sorted.ts';

/**
 * Interquartile mean: the 25 % trimmed mean, ⌊n/4⌋ of the sorted values dropped from each end, without fractional
 * weights (Agarwal et al. 2021, as rliable computes it); undefined of nothing.
 */
export function iqm(values: ArrayLike<number>): number | undefined {
  const dropped = Math.floor(values.length / 4);
  return mean(sorted(values).subarray(dropped, values.length - dropped));
}
