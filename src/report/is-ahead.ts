import type { Interval } from '../stats/index.ts';

/** Sums of normalised scores in another order differ by less than this. */
const rounding = 1e-9;

/** True where the whole interval of a lead in normalised scores or shares lies above 0, by more than rounding. */
export function isAhead({ interval }: { readonly interval: Interval | undefined }): boolean {
  return interval !== undefined && interval[0] > rounding;
}
