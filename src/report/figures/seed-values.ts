import { bootstrapInterval, mean } from '../../stats/index.ts';

/** A mean over seeds, and how sure it is. */
export interface MeanOverSeeds {
  /** Undefined of no values. */
  readonly mean: number | undefined;
  /** 95 % bootstrap interval; undefined of fewer than three values. Takes a while: ask only for what is drawn. */
  readonly interval: () => readonly [low: number, high: number] | undefined;
  readonly seeds: number;
}

/** Enough for a band of many points; single intervals are worth more. */
const bandResamples = 1000;

/** The numbers in a JSON array as SQLite writes it, without nulls and infinities. */
export function finiteValues(json: string): number[] {
  return (JSON.parse(json) as (number | null)[]).filter(
    (value) => value !== null && Number.isFinite(value),
  ) as number[];
}

export function meanOverSeeds(values: readonly number[]): MeanOverSeeds {
  return {
    mean: mean(values),
    interval: () => bootstrapInterval(values, mean, { resamples: bandResamples }),
    seeds: values.length,
  };
}

/**
 * What a caption says about intervals.
 *
 * @param what is drawn for an interval: `Bands`.
 * @param of which statistic: `mean`.
 * @param seeds of everything that is shown.
 */
export function intervalNote(what: string, of: string, seeds: readonly number[]): string {
  const known = seeds.filter((count) => count >= 3);
  const few = 'fewer than 3 seeds cannot say how sure a mean is.';
  if (known.length === 0) return `No interval: ${few}`;
  const note = `${what}: 95\u00a0% bootstrap intervals of the ${of} over ${seedsPhrase(known)}.`;
  return known.length === seeds.length ? note : `${note} None where ${few}`;
}

/** `5 seeds`, `3 to 5 seeds`. */
export function seedsPhrase(seeds: readonly number[]): string {
  const [least, most] = [Math.min(...seeds), Math.max(...seeds)];
  return `${least === most ? most : `${least} to ${most}`} ${most === 1 ? 'seed' : 'seeds'}`;
}
