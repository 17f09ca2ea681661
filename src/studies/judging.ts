import type { Judgement, Verdict } from './study-entry.ts';

/** True for a number that differs from another by at most a share of it. NaN differs from everything. */
export function isNear(value: number, expected: number, share: number): boolean {
  return Math.abs(value - expected) <= share * Math.abs(expected);
}

/** `holds` where all of it is true; `cannot be said` where some of it is not known. */
export function verdictOf(parts: readonly (boolean | undefined)[]): Verdict {
  if (parts.some((part) => part === false)) return 'does not hold';
  return parts.length === 0 || parts.some((part) => part === undefined) ? 'cannot be said' : 'holds';
}

/** The end of a judgement's second sentence, the same in all studies. */
export function inWords(verdict: Verdict): string {
  return {
    holds: 'the claim holds here',
    'does not hold': 'the claim does not hold here',
    'cannot be said': 'whether the claim holds here cannot be said',
  }[verdict];
}

/** A judgement of a study that has not measured what it would take. @param why a sentence. */
export function cannotBeSaid(why: string): Judgement {
  return {
    verdict: 'cannot be said',
    sentences: [why, `So ${inWords('cannot be said')}.`],
    beside: [],
  };
}
