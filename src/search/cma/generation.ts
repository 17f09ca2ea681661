import { pow } from '../../pow.ts';
import type { Normal, Told } from '../search-rule.ts';
import { bestFirst } from '../strategy/best-first.ts';
import { moved, normalVector, stepsBetween } from '../strategy/gaussian-candidates.ts';
import { type CmaConstants, total } from './constants.ts';

/** The covariance of the candidates: how it is applied, and how it learns. */
export interface Covariance {
  readonly constants: CmaConstants;
  /** The numbers of a covariance of 1. */
  identity(): Float64Array;
  /** What multiplies vectors by C^½ and by C^-½. */
  roots(covariance: Float64Array): Roots;
  /**
   * C ← keep·C + c₁qqᵀ + c_μ Σ w°yyᵀ.
   *
   * @param keep what is kept of it. @param path q. @param steps y of the candidates, the best first.
   */
  learned(
    covariance: Float64Array,
    keep: number,
    path: Float64Array,
    steps: readonly Float64Array[],
    roots: Roots,
  ): Float64Array;
}

export interface Roots {
  stretched(vector: Float64Array): Float64Array;
  shrunk(vector: Float64Array): Float64Array;
}

/** Where the search stands between two generations. */
export interface CmaState {
  readonly mean: Float64Array;
  readonly sigma: number;
  /** Generations that are over. */
  readonly generation: number;
  /** p: where the mean has gone, in units of the covariance. */
  readonly stepPath: Float64Array;
  /** q: where it has gone. */
  readonly covariancePath: Float64Array;
  /** C, row by row, or its diagonal. */
  readonly covariance: Float64Array;
}

/** Beyond which σ does not grow, as in the reference. */
const largestSigma = 1e32;

export function sampled(
  { mean, sigma, covariance }: CmaState,
  { constants, roots }: Covariance,
  normal: Normal,
): Float64Array[] {
  const { stretched } = roots(covariance);
  return Array.from(constants.weights, () =>
    moved(mean, stretched(normalVector(mean.length, normal)), sigma),
  );
}

/** The state after a generation, of which the order of the candidates decides. */
export function adapted(state: CmaState, { candidates, fitness }: Told, covariance: Covariance): CmaState {
  const { mean, sigma } = state;
  const { weights, parents, muEff, c1, cMu, cSigma, dSigma, cC, chi } = covariance.constants;
  const generation = state.generation + 1;
  const roots = covariance.roots(state.covariance);
  const steps = bestFirst(fitness).map((index) => stepsBetween(mean, candidates[index]!, sigma));
  const best = combined(steps.slice(0, parents), weights);
  const stepPath = blended(state.stepPath, roots.shrunk(best), cSigma, muEff);
  const length = Math.hypot(...stepPath);
  const usual = Math.sqrt(1 - pow(1 - cSigma, 2 * (generation + 1)));
  const isShort = length / usual < (1.4 + 2 / (mean.length + 1)) * chi;
  const covariancePath = blended(
    state.covariancePath,
    isShort ? best : new Float64Array(mean.length),
    cC,
    muEff,
  );
  const keep = 1 + (isShort ? 0 : c1 * cC * (2 - cC)) - c1 - cMu * total(weights);
  return {
    generation,
    mean: moved(mean, best, sigma),
    sigma: Math.min(largestSigma, sigma * Math.exp((cSigma / dSigma) * (length / chi - 1))),
    stepPath,
    covariancePath,
    covariance: covariance.learned(state.covariance, keep, covariancePath, steps, roots),
  };
}

/** A path that forgets, with what is new. */
function blended(path: Float64Array, step: Float64Array, rate: number, muEff: number): Float64Array {
  const gain = Math.sqrt(rate * (2 - rate) * muEff);
  return path.map((value, index) => (1 - rate) * value + gain * step[index]!);
}

function combined(steps: readonly Float64Array[], weights: Float64Array): Float64Array {
  const sum = new Float64Array(steps[0]!.length);
  for (const [place, step] of steps.entries()) {
    for (let i = 0; i < sum.length; i++) sum[i]! += weights[place]! * step[i]!;
  }
  return sum;
}
