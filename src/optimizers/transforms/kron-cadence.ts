/** Chances of an update that fall with steps: 1 for a while, then down to 3 %. */
function fallingProbability(step: number): number {
  return Math.min(Math.max(Math.exp(-0.001 * (step - 500)), 0.03), 1);
}

/** For each probability, whether each step of those so far has an update. */
const known = new Map<number | null, { readonly updates: boolean[]; since: number }>();

/**
 * Whether a member's preconditioner is updated at a step (1, 2, …): as often as the probability says, without chance, when
 * 1 / probability steps have gone by since the last time.
 *
 * @param probability null for one that falls with steps.
 */
export function updatesAt(probability: number | null, step: number): boolean {
  const cadence = known.get(probability) ?? { updates: [], since: 0 };
  known.set(probability, cadence);
  const { updates } = cadence;
  while (updates.length < step) {
    cadence.since++;
    const due = cadence.since >= 1 / (probability ?? fallingProbability(updates.length));
    updates.push(due);
    if (due) cadence.since = 0;
  }
  return updates[step - 1]!;
}
