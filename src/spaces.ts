/** `n` actions, numbered from 0. */
export interface DiscreteSpace {
  readonly kind: 'discrete';
  readonly n: number;
}

/** Real vectors, each component within its own bounds (±Infinity where there are none). */
export interface BoxSpace {
  readonly kind: 'box';
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** What an environment accepts and a policy chooses from. */
export type ActionSpace = DiscreteSpace | BoxSpace;

/** Numbers in one action: 1 for a discrete space. */
export function actionLength(space: ActionSpace): number {
  return space.kind === 'discrete' ? 1 : space.low.length;
}
