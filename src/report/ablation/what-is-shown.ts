import { formatValue, type Value } from '../../call-expression.ts';
import { listed } from '../../text/listed.ts';
import { tooFewSeeds } from '../compare/notes.ts';
import { alpha, leastSeeds } from '../compare/pair-test.ts';
import { correctedLevel } from '../compare/pairs.ts';
import type { Change, Effect } from './effects.ts';

const manySeeds = 1000;
/** More names than these are counted. */
const fewNames = 4;

type Tested = Effect & { readonly change: Change };

/**
 * What the seeds of an ablation can carry, a sentence each: which changes it shows, which it does not, and whether so few
 * seeds could show any. Nothing where nothing was tested.
 */
export function whatIsShown(effects: readonly Effect[]): string[] {
  const tested = effects.filter((effect): effect is Tested => effect.change?.p !== undefined);
  if (tested.length === 0) return [];
  const fewest = Math.min(...tested.map(({ seeds }) => seeds));
  const shown = tested.filter(({ change }) => change.pAdjusted! <= alpha);
  const open = tested.filter(({ change }) => change.pAdjusted! > alpha);
  const needed = leastSeeds('permutation', true, correctedLevel('holm', tested.length));
  const nearest = open.toSorted((one, other) => seedsFor(one) - seedsFor(other))[0];
  const nearestFirst = nearest && `${nameOf(nearest)} is nearest to it, ${seedsWords(nearest, fewest)}`;
  return [
    shown.length === 0
      ? `No change is shown with ${fewest} seeds: other seeds may turn any of them around.`
      : `Shown with ${fewest} seeds: ${names(shown)}.`,
    ...(shown.length > 0 && open.length > 0 ? [`Not shown: ${names(open)}.`] : []),
    ...(nearestFirst ? [`${nearestFirst}.`] : []),
    ...(fewest < needed ? [tooFewSeeds(fewest, needed, tested.length)] : []),
  ];
}

function seedsFor({ change }: Tested): number {
  return change.seedsNeeded ?? Number.POSITIVE_INFINITY;
}

function seedsWords(effect: Tested, seeds: number): string {
  const needed = seedsFor(effect);
  if (needed > manySeeds) return `and more than ${manySeeds} seeds would be needed`;
  // The estimate is of this change alone; with more seeds than that already, it was luck or the correction.
  return needed <= seeds ? 'and a few more seeds may do' : `and about ${needed} seeds would be needed`;
}

function names(effects: readonly Tested[]): string {
  return effects.length > fewNames ? `${effects.length} changes` : listed(effects.map(nameOf));
}

function nameOf({ factor, value }: Effect): string {
  return `${factor} = ${formatValue(value as Value)}`;
}

/** How an ablation is warned of before it is trained; undefined where its seeds can do. @param changes that are tested. */
export function fewSeedsWarning(seeds: number, changes: number): string | undefined {
  const needed = leastSeeds('permutation', true, correctedLevel('holm', changes));
  return seeds < needed ? tooFewSeeds(seeds, needed, changes) : undefined;
}
