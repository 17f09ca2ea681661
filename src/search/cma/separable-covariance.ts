import { type CmaConstants, effective, stepConstants, total } from './constants.ts';
import type { Covariance } from './generation.ts';

/** Variances alone, so that a generation takes time and memory like its candidates: sep-CMA-ES of Ros & Hansen 2008. */
export function separableCovariance(n: number, candidates: number): Covariance {
  const constants = separableConstants(n, candidates);
  const { weights, parents, c1, cMu } = constants;
  return {
    constants,
    identity: () => new Float64Array(n).fill(1),
    roots: (variances) => ({
      stretched: (vector) => vector.map((value, index) => value * Math.sqrt(variances[index]!)),
      shrunk: (vector) => vector.map((value, index) => value / Math.sqrt(variances[index]!)),
    }),
    learned: (variances, keep, path, steps) =>
      variances.map((value, index) => {
        const ofSteps = steps
          .slice(0, parents)
          .reduce((sum, step, place) => sum + weights[place]! * step[index]! ** 2, 0);
        return keep * value + c1 * path[index]! ** 2 + cMu * ofSteps;
      }),
  };
}

export function separableConstants(n: number, candidates: number): CmaConstants {
  const parents = Math.floor(candidates / 2);
  const raw = Float64Array.from({ length: candidates }, (_, place) =>
    place < parents ? Math.log(parents + 1) - Math.log(place + 1) : 0,
  );
  const sum = total(raw);
  const weights = raw.map((each) => each / sum);
  const muEff = effective(weights);
  const cMu =
    ((n + 2) / 3) *
    (2 / (muEff * (n + Math.SQRT2) ** 2) +
      (1 - 1 / muEff) * Math.min(1, (2 * muEff - 1) / ((n + 2) ** 2 + muEff)));
  return {
    ...{ weights, parents, cMu },
    c1: 2 / ((n + 1.3) ** 2 + muEff),
    ...stepConstants(n, muEff, (muEff + 2) / (n + muEff + 3)),
    cC: 4 / (n + 4),
  };
}
