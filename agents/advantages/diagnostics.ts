import { mean, standardDeviation } from '../../src/stats/index.ts';

/** How an estimator scaled what it was given: the axis along which estimators differ. Null where it does not apply. */
export interface AdvantageDiagnostics {
  /** Mean and sample deviation of the scores less their baseline, over the batch. */
  readonly rawMean: number;
  readonly rawStd: number;
  /** The same of the advantages that are learned from. */
  readonly mean: number;
  readonly std: number;
  /** Share of the groups whose every advantage is 0: they teach nothing. */
  readonly zeroGroups: number | null;
  /** Parameters of BNPO's Beta distribution. */
  readonly alpha: number | null;
  readonly beta: number | null;
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
