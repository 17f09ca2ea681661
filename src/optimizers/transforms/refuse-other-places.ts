import type { UpdateChange } from '../entry/optimizer.ts';

const standing =
  'it says where the parameters are to stand, and its next update takes back what a wrapper has changed';

/** Refuses all that changes updates, for a rule that says where the parameters stand. @param rule its name. */
export function refusesOtherPlaces(rule: string) {
  return (change: UpdateChange): string =>
    `${standing}; write ${change === 'shift' ? `WEIGHT_DECAY(${rule},kind=coupled)` : rule}`;
}

/** The same for a wrapper that scales how far updates lead. @param rule its name. */
export function refusesOtherScales(rule: string) {
  return (change: UpdateChange, wrapper: string): string =>
    change === 'scale' || change === 'reverse' || change === 'place'
      ? 'both would say how far updates lead; write one of them'
      : `${standing}; write ${rule}(${wrapper}(…))`;
}
