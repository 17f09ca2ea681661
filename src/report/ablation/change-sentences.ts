import { formatValue, type Value } from '../../call-expression.ts';
import { formatNumber, formatP } from '../../text/format.ts';
import { formatEstimate } from '../../text/format-alike.ts';
import { alpha } from '../compare/pair-test.ts';
import type { Effect, TaskEffects } from './effects.ts';

/**
 * What each change does, a sentence each, those that lose most first.
 *
 * @param optimizer as it was named.
 */
export function changeSentences({ design, effects }: TaskEffects, optimizer: string): string[] {
  const than = design === 'full factorial' ? 'the mean of all combinations' : `${optimizer} as it is`;
  return effects
    .filter((effect) => effect.change !== undefined)
    .toSorted((one, other) => one.change!.value - other.change!.value)
    .map((effect) => sentence(effect, than));
}

function sentence({ factor, value, change, seeds }: Effect, than: string): string {
  const { value: difference, interval, pAdjusted } = change!;
  const setting = `${factor} = ${formatValue(value as Value)}`;
  if (difference === 0) return `With ${setting} the score is that of ${than}.`;
  // The interval turns with the sign, so that it stands in the order of its numbers.
  const turned = interval && difference < 0 ? ([-interval[1], -interval[0]] as const) : interval;
  const held = `${formatEstimate(Math.abs(difference), turned)} ${difference < 0 ? 'lower' : 'higher'} than that of ${than}`;
  if (pAdjusted === undefined)
    return `With ${setting} the score is ${held}, with ${formatNumber(seeds)} seeds, too few to be sure.`;
  const p = pAdjusted < 0.001 ? 'p < 0.001' : `p = ${formatP(pAdjusted)}`;
  return `With ${setting} the score is ${held}${pAdjusted <= alpha ? `, ${p}` : `, which ${formatNumber(seeds)} seeds do not show (${p})`}.`;
}
