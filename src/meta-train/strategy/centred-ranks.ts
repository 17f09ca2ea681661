/**
 * Ranks from the worst, -½, to the best, ½, as `compute_centered_ranks` of hardmaru/estool and evosax have them: what counts
 * of a fitness is how many others it surpasses. Of two that are equal the first is the worse one; what is no number is worse
 * than all numbers.
 *
 * @param fitness of at least two candidates; more is better.
 */
export function centredRanks(fitness: readonly number[]): number[] {
  const worth = fitness.map((value) => (Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value));
  const isNumber = (index: number) => Number(!Number.isNaN(fitness[index]));
  const order = [...fitness.keys()].sort((a, b) =>
    worth[a] === worth[b] ? isNumber(a) - isNumber(b) || a - b : worth[a]! - worth[b]!,
  );
  const ranks = new Array<number>(fitness.length);
  for (const [rank, index] of order.entries()) ranks[index] = rank / (fitness.length - 1) - 0.5;
  return ranks;
}
