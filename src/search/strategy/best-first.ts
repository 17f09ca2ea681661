/** Places from the highest fitness to the lowest; equals as they come, what is no number last. */
export function bestFirst(fitness: readonly number[]): number[] {
  const worth = fitness.map((value) => (Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value));
  return [...worth.keys()].sort((a, b) => (worth[a] === worth[b] ? a - b : worth[b]! - worth[a]!));
}
