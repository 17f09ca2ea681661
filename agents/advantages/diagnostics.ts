import type { AdvantageRecord } from '../../src/results/index.ts';
import { mean, standardDeviation } from '../../src/stats/index.ts';

/**
 * How an estimator scaled what it was given: the axis along which estimators differ. Null where it does not apply. The
 * fields are what a row of the table `advantages` measures.
 */
export type AdvantageDiagnostics = Omit<AdvantageRecord, 'kind' | 'member' | 'updateIndex' | 'agent'>;

/** What an agent's own scores are like, whatever they are compared with. */
export type OwnScores = Pick<AdvantageDiagnostics, 'scoreMean' | 'scoreStd'>;

/** Mean and population standard deviation. @param scores one a step, not empty */
export function ownScores(scores: readonly number[]): OwnScores {
  const scoreMean = mean(scores)!;
  return { scoreMean, scoreStd: Math.sqrt(mean(scores.map((score) => (score - scoreMean) ** 2))!) };
}

/** Mean and deviation before and after. @param raw not empty */
export function moments(
  raw: readonly number[],
  advantages: readonly number[],
): Pick<AdvantageDiagnostics, 'rawMean' | 'rawStd' | 'mean' | 'std'> {
  return {
    rawMean: mean(raw)!,
    rawStd: standardDeviation(raw) ?? 0,
    mean: mean(advantages)!,
    std: standardDeviation(advantages) ?? 0,
  };
}
