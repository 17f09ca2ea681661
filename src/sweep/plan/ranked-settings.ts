import { groupBy } from '../../group-by.ts';

/** One of the settings that tuning chooses from. */
export interface TunedSetting {
  /** That it was tuned under, which leaves the learning rate out. */
  readonly label: string;
  readonly rate: number | null;
}

/** What a run of a setting came to. */
export interface Reached extends TunedSetting {
  /** More is better; null for what counts as the worst. */
  readonly score: number | null;
}

/** A setting and how it did. */
export interface RankedSetting extends TunedSetting {
  readonly mean: number;
  /** Runs that count as the worst. */
  readonly failures: number;
}

/** True if two are the same. */
export function isSetting(a: TunedSetting, b: TunedSetting): boolean {
  return a.label === b.label && a.rate === b.rate;
}

/** The same text for the same setting. */
export function settingKey({ label, rate }: TunedSetting): string {
  return JSON.stringify([label, rate]);
}

/**
 * Settings of an optimizer, the best first: that with the highest mean over its seeds. Of equals the one with fewer runs
 * that count as the worst comes first, then the smaller learning rate, then the one that was planned first.
 *
 * @param worst what those runs count; infinite where nobody has a score, and all are equal.
 */
export function rankedSettings(runs: readonly Reached[], worst: number): RankedSetting[] {
  const settings = [...groupBy(runs, settingKey).values()].map((own): RankedSetting => {
    const total = own.reduce((sum, { score }) => sum + (score ?? worst), 0);
    const { label, rate } = own[0]!;
    return {
      label,
      rate,
      mean: Number.isFinite(worst) ? total / own.length : 0,
      failures: own.filter(({ score }) => score === null).length,
    };
  });
  return settings.sort((a, b) => b.mean - a.mean || a.failures - b.failures || (a.rate ?? 0) - (b.rate ?? 0));
}

/** The lowest score that there is; infinite where there is none. */
export function lowestOf(scores: readonly (number | null)[]): number {
  return scores.reduce<number>((least, score) => Math.min(least, score ?? least), Number.POSITIVE_INFINITY);
}
