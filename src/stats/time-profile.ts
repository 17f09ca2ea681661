import { refuseNaN } from './check.ts';

/**
 * Performance profiles of times to a result (Dolan & Moré 2002, as AlgoPerf scores them: Dahl et al. 2023, arXiv 2306.07179,
 * section 4.5): how many times as long as the fastest each algorithm takes on each workload.
 *
 * @param times `[algorithm][workload]`, above 0, infinite where the result was missed.
 * @returns ratios in the same layout, 1 for the fastest, infinite where missed, also by all.
 * @throws RangeError of NaN or a time that is not above 0.
 */
export function timeRatios(times: readonly (readonly number[])[]): number[][] {
  for (const row of times) {
    refuseNaN(row);
    const wrong = row.find((time) => time <= 0);
    if (wrong !== undefined) throw new RangeError(`a time to a result is above 0, given ${wrong}`);
  }
  return times.map((row) =>
    row.map((time, workload) =>
      time === Number.POSITIVE_INFINITY ? time : time / Math.min(...times.map((other) => other[workload]!)),
    ),
  );
}

/** ρ(τ): the share of workloads on which an algorithm takes at most τ times as long as the fastest; undefined of none. */
export function profileAt(ratios: readonly number[], tau: number): number | undefined {
  return ratios.length === 0 ? undefined : ratios.filter((ratio) => ratio <= tau).length / ratios.length;
}

/**
 * The area under a profile, B = 1/(r_max − 1) ∫₁^{r_max} ρ(τ) dτ (Dahl et al. 2023), in [0, 1]: 1 is fastest everywhere, 0 never
 * within r_max times the fastest.
 *
 * @param most r_max, above 1. Default 4. @returns undefined of no workloads.
 */
export function profileScore(ratios: readonly number[], most = 4): number | undefined {
  if (!(most > 1)) throw new RangeError(`a profile runs from 1 to more than that, given ${most}`);
  if (ratios.length === 0) return undefined;
  // A workload adds 1 to the profile from its ratio on.
  const areas = ratios.map((ratio) => Math.max(0, most - ratio) / (most - 1));
  return areas.reduce((sum, area) => sum + area, 0) / ratios.length;
}
