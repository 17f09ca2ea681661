import type { ActionSpace } from '../../spaces.ts';

/** Clips rows of actions to the bounds of their space, in place. Discrete actions have none. */
export function clipActions(actions: Float32Array, space: ActionSpace): void {
  if (space.kind === 'discrete') return;
  const { low, high } = space;
  for (let at = 0; at < actions.length; at++) {
    const i = at % low.length;
    actions[at] = Math.min(high[i]!, Math.max(low[i]!, actions[at]!));
  }
}
