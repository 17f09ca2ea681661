import type { Alternative } from './alternative.ts';

/**
 * Whether a sum is as far out as the observed one. Sums of the same numbers in another order differ in their last
 * digits and are the same nonetheless.
 */
export function extremeness(
  observed: number,
  values: Float64Array,
  alternative: Alternative,
): (sum: number) => boolean {
  const slack = roundingSlack(values);
  if (alternative === 'greater') return (sum) => sum >= observed - slack;
  if (alternative === 'less') return (sum) => sum <= observed + slack;
  return (sum) => Math.abs(sum) >= Math.abs(observed) - slack;
}

/** How far two sums of the same numbers may be apart and still be the same. */
export function roundingSlack(values: Float64Array): number {
  return 1e-12 * values.reduce((total, value) => total + Math.abs(value), 0);
}
