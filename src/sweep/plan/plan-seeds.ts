import { blaming, mistake, type Origin } from '../study/origin.ts';
import { defaultSeeds } from '../study/run-settings.ts';
import { secondPlace } from '../study/second-place.ts';
import { sequentialSeeds } from '../study/sequential-seeds.ts';
import type { Study } from '../study/study.ts';

/** As in the recorded recipes; scores begin at 1, so the two meet only in large studies. */
const firstTuningSeed = 101;

/** The seeds that runs are scored by, of sequential ones the first block. @throws UsageError */
export function scoringSeeds(study: Study, origin: Origin): readonly number[] {
  const sequential = blaming(origin, ['seeds'], () => sequentialSeeds(study));
  const seeds = sequential?.block ?? study.seeds;
  return (
    chosenSeeds({ ...study, seeds: seeds as number | undefined }, [], origin) ?? countedFrom(1, defaultSeeds)
  );
}

/** The seeds that learning rates are chosen by. @throws UsageError if one of them is to score as well. */
export function tuningSeeds(
  tuning: NonNullable<Study['tuning']>,
  scoring: readonly number[],
  origin: Origin,
): readonly number[] {
  const seeds = chosenSeeds(tuning, ['tuning'], origin, firstTuningSeed);
  if (seeds === undefined) {
    throw mistake(origin, ['tuning'], 'tuning has no seeds; say how many (seeds) or which (seed_list)');
  }
  const shared = seeds.find((seed) => scoring.includes(seed));
  if (shared === undefined) return seeds;
  throw mistake(
    origin,
    ['tuning'],
    `seed ${shared} would both tune and score; a learning rate must not be scored on the seeds it was chosen by`,
  );
}

/** A study that says how many seeds it has: where it is silent, `count`. */
export function withSeedsNamed(study: Study, count = defaultSeeds): Study {
  return study.seeds === undefined && study.seed_list === undefined ? { ...study, seeds: count } : study;
}

/** The most seeds that runs of a study are scored by. @throws UsageError */
export function countScoringSeeds(study: Study, origin: Origin): number {
  const { seeds, seed_list } = study;
  if (seed_list !== undefined) return seed_list.length;
  if (typeof seeds !== 'string') return seeds ?? defaultSeeds;
  return blaming(origin, ['seeds'], () => sequentialSeeds(study)!).max;
}

function chosenSeeds(
  { seeds, seed_list }: { readonly seeds?: number | undefined } & Pick<Study, 'seed_list'>,
  path: readonly string[],
  origin: Origin,
  first = 1,
): readonly number[] | undefined {
  const [how, which] =
    path.length === 0 ? [origin.spell('seeds'), origin.spell('seed_list')] : ['seeds', 'seed_list'];
  if (seeds !== undefined && seed_list !== undefined) {
    throw mistake(
      origin,
      [...path, 'seed_list'],
      `${how} (how many) and ${which} (which) exclude each other; give one of them`,
    );
  }
  if (seed_list === undefined) return seeds === undefined ? undefined : countedFrom(first, seeds);
  const place = secondPlace(seed_list);
  if (place === undefined) return seed_list;
  throw mistake(
    origin,
    [...path, 'seed_list', place],
    `${which} names seed ${seed_list[place]} twice; name each seed once`,
  );
}

function countedFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}
