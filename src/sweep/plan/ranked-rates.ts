import { groupBy } from '../../group-by.ts';

/** What a run of a learning rate came to. */
export interface Reached {
  readonly rate: number | null;
  /** More is better; null for what counts as the worst. */
  readonly score: number | null;
}

/** A learning rate and how it did. */
export interface RankedRate {
  readonly rate: number | null;
  readonly mean: number;
  /** Runs that count as the worst. */
  readonly failures: number;
}

/**
 * Learning rates of an optimizer, the best first: that with the highest mean over its seeds. Of equals the one with fewer runs
 * that count as the worst comes first, then the smaller rate.
 *
 * @param worst what those runs count; infinite where nobody has a score, and all are equal.
 */
export function rankedRates(runs: readonly Reached[], worst: number): RankedRate[] {
  const rates = [...groupBy(runs, ({ rate }) => String(rate)).values()].map((own): RankedRate => {
    const total = own.reduce((sum, { score }) => sum + (score ?? worst), 0);
    return {
      rate: own[0]!.rate,
      mean: Number.isFinite(worst) ? total / own.length : 0,
      failures: own.filter(({ score }) => score === null).length,
    };
  });
  return rates.sort((a, b) => b.mean - a.mean || a.failures - b.failures || (a.rate ?? 0) - (b.rate ?? 0));
}

/** The lowest score that there is; infinite where there is none. */
export function lowestOf(scores: readonly (number | null)[]): number {
  return scores.reduce<number>((least, score) => Math.min(least, score ?? least), Number.POSITIVE_INFINITY);
}
