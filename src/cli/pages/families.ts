import type { OptimizerEntry } from '../../optimizers/index.ts';

const wrappers = 'wrappers';
const others = 'others';

/** The family of an optimizer; wrappers are one of their own. */
export function familyOf({ family, wraps }: Pick<OptimizerEntry, 'family' | 'wraps'>): string {
  return wraps ? wrappers : (family ?? others);
}

/** Where the heading of a family stands in the index, by GitHub's rules. @param index the page, as whoever links names it. */
export function linkToFamily(family: string, index: string): string {
  const anchor = family
    .toLowerCase()
    .replaceAll(/[^\p{L}\d_ -]/gu, '')
    .replaceAll(' ', '-');
  return `${index}#${anchor}`;
}
