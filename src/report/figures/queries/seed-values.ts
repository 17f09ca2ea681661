import {
  bootstrapInterval,
  fewestSeeds,
  mean,
  shareInterval,
  standardDeviation,
} from '../../../stats/index.ts';

/** A mean over seeds, and how sure it is. */
export interface MeanOverSeeds {
  /** Undefined of no values. */
  readonly mean: number | undefined;
  /** Undefined of fewer values than `fewestSeeds`. A bootstrap takes a while: ask only for what is drawn. */
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

/** With its 95 % bootstrap interval. */
export function meanOverSeeds(values: readonly number[]): MeanOverSeeds {
  return {
    mean: mean(values),
    interval: () => bootstrapInterval(values, mean, { resamples: bandResamples }),
    seeds: values.length,
  };
}

/** With the 95 % interval of a share, Wilson's. @param values in [0, 1]. */
export function shareOverSeeds(values: readonly number[]): MeanOverSeeds {
  return { mean: mean(values), interval: () => shareInterval(values), seeds: values.length };
}

/** With one standard error to either side. */
export function meanWithError(values: readonly number[]): MeanOverSeeds {
  const centre = mean(values);
  return {
    mean: centre,
    interval: () => {
      if (centre === undefined || values.length < fewestSeeds) return undefined;
      const error = standardDeviation(values)! / Math.sqrt(values.length);
      return [centre - error, centre + error];
    },
    seeds: values.length,
  };
}

/**
 * What a caption says about bootstrap intervals.
 *
 * @param what is drawn for an interval: `Bands`.
 * @param of which statistic: `mean`.
 * @param seeds of everything that is shown.
 */
export function intervalNote(what: string, of: string, seeds: readonly number[]): string {
  return spreadNote(`${what}: 95\u00a0% bootstrap intervals of the ${of}`, 'interval', seeds);
}

/** What a caption says about intervals of shares; parameters as of {@link intervalNote}. */
export function shareNote(what: string, of: string, seeds: readonly number[]): string {
  return spreadNote(`${what}: 95\u00a0% Wilson intervals of the ${of}`, 'interval', seeds);
}

/** What a caption says about standard errors of means; parameters as of {@link intervalNote}. */
export function errorNote(what: string, seeds: readonly number[]): string {
  return spreadNote(`${what}: one standard error of the mean to either side,`, 'standard error', seeds);
}

function spreadNote(says: string, spread: string, seeds: readonly number[]): string {
  const known = seeds.filter((count) => count >= fewestSeeds);
  const few = `fewer than ${fewestSeeds} seeds cannot say how sure a mean is.`;
  if (known.length === 0) return `No ${spread}: ${few}`;
  const note = `${says} over ${seedsPhrase(known)}.`;
  return known.length === seeds.length ? note : `${note} None where ${few}`;
}

/** `5 seeds`, `3 to 5 seeds`. */
export function seedsPhrase(seeds: readonly number[]): string {
  const [least, most] = [Math.min(...seeds), Math.max(...seeds)];
  return `${least === most ? most : `${least} to ${most}`} ${most === 1 ? 'seed' : 'seeds'}`;
}
