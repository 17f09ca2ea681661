import { sorted } from './sorted.ts';

/**
 * Which share of the scores lies strictly above each threshold (Agarwal et al. 2021). Of all scores of all runs and tasks
 * it is the run-score distribution; of `taskMeans` it is the profile of average scores.
 *
 * @returns one share in [0, 1] for every τ; undefined of no scores.
 * @throws RangeError of NaN.
 */
export function performanceProfile(values: ArrayLike<number>, taus: readonly number[]): number[] | undefined {
  if (values.length === 0) return undefined;
  const ordered = sorted(values);
  return taus.map((tau) => {
    const first = ordered.findIndex((value) => value > tau);
    return first < 0 ? 0 : (ordered.length - first) / ordered.length;
  });
}
