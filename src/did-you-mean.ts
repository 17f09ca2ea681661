import leven from 'leven';

/** `: did you mean X?` for the candidate nearest to what was typed, or the empty string when none is near. */
export function didYouMean(given: string, candidates: Iterable<string>): string {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(given.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = leven(given.toLowerCase(), candidate.toLowerCase());
    // Short names are near each other even if they have no letter in common.
    const alike = distance < Math.max(given.length, candidate.length);
    if (alike && distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best === undefined ? '' : `: did you mean ${best}?`;
}
