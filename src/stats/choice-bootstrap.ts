import { fewestSeeds } from './fewest-seeds.ts';
import type { Interval } from './interval.ts';
import { type BootstrapOptions, resampled, resampledInterval } from './resample.ts';

/** A setting of an algorithm that could have been chosen. */
export interface Choosable {
  /** One a tuning seed, in the order that all settings share: the setting with the highest mean is chosen. */
  readonly judged: readonly number[];
  /** One a scoring seed, in the order that all settings share; undefined of a setting that was never scored. */
  readonly scores: readonly number[] | undefined;
  /** What it scored on the tuning seeds: judges it where it is chosen and was never scored. */
  readonly standIn: readonly number[];
}

/**
 * What choosing a setting by some seeds and scoring it by others comes to, with the choice inside of the bootstrap (Efron 2014,
 * "Estimation and accuracy after model selection", JASA 109: whatever chose is done again in every resample). A resample
 * draws tuning seeds, chooses by them, and scores what was chosen by scoring seeds that are drawn apart from those. A setting that
 * was never scored is scored by its tuning runs, which are drawn a second time for that: what chose it does not score it.
 *
 * @returns undefined of fewer than three tuning or scoring seeds.
 */
export function choiceInterval(
  settings: readonly Choosable[],
  options: BootstrapOptions = {},
): Interval | undefined {
  return resampledInterval(strataOf(settings), (drawn) => scoreOfChosen(settings, drawn), options);
}

/**
 * The same of two algorithms and how they differ. Where they had the same tuning and scoring seeds, `paired`, these are drawn for
 * both together, so that what seeds have in common cancels.
 *
 * @param effect of the mean scores of the two.
 * @returns undefined of fewer than three tuning or scoring seeds of either.
 */
export function choiceEffectInterval(
  a: readonly Choosable[],
  b: readonly Choosable[],
  effect: (a: number, b: number) => number,
  { paired, ...options }: BootstrapOptions & { readonly paired: boolean },
): Interval | undefined {
  const [ofA, ofB] = [strataOf(a), strataOf(b)];
  return paired
    ? resampledInterval(ofA, (drawn) => effect(scoreOfChosen(a, drawn), scoreOfChosen(b, drawn)), options)
    : resampledInterval(
        [...ofA, ...ofB],
        (drawn) =>
          effect(scoreOfChosen(a, drawn.slice(0, ofA.length)), scoreOfChosen(b, drawn.slice(ofA.length))),
        options,
      );
}

/**
 * In which share of the resamples of {@link choiceInterval} each setting is chosen.
 *
 * @returns undefined of fewer than three tuning seeds.
 */
export function choiceShares(
  settings: readonly Choosable[],
  { resamples = 5000, seed = 0 }: Pick<BootstrapOptions, 'resamples' | 'seed'> = {},
): number[] | undefined {
  const strata = strataOf(settings);
  if (strata[0]!.length < fewestSeeds) return undefined;
  const counts = settings.map(() => 0);
  const statistic = ([tuning]: readonly (readonly number[])[]) => chosenBy(settings, tuning!);
  for (const place of resampled({ strata, statistic }, { resamples, seed })) {
    counts[place]!++;
  }
  return counts.map((count) => count / resamples);
}

/** Places of tuning seeds, of scoring seeds, and of tuning seeds that stand in for these. */
function strataOf(settings: readonly Choosable[]): number[][] {
  const tuning = settings[0]?.judged.length ?? 0;
  const scoring = settings.find(({ scores }) => scores !== undefined)?.scores?.length ?? tuning;
  for (const { judged, scores, standIn } of settings) {
    if (judged.length === tuning && standIn.length === tuning && (scores?.length ?? scoring) === scoring)
      continue;
    throw new RangeError(
      'settings that could be chosen need the same tuning seeds, and the same scoring seeds',
    );
  }
  return [tuning, scoring, tuning].map((count) => Array.from({ length: count }, (_, place) => place));
}

/** The first of the best: of equals the one that stands first. */
function chosenBy(settings: readonly Choosable[], tuning: readonly number[]): number {
  let [best, highest] = [0, Number.NEGATIVE_INFINITY];
  for (let place = 0; place < settings.length; place++) {
    const total = sumAt(settings[place]!.judged, tuning);
    if (total > highest) [best, highest] = [place, total];
  }
  return best;
}

function scoreOfChosen(
  settings: readonly Choosable[],
  [tuning, scoring, again]: readonly (readonly number[])[],
): number {
  const { scores, standIn } = settings[chosenBy(settings, tuning!)]!;
  return scores === undefined
    ? sumAt(standIn, again!) / again!.length
    : sumAt(scores, scoring!) / scoring!.length;
}

function sumAt(values: readonly number[], places: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < places.length; i++) sum += values[places[i]!]!;
  return sum;
}
