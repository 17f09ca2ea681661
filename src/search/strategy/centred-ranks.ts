/**
 * Ranks from the worst, -½, to the best, ½, as `compute_centered_ranks` of hardmaru/estool and evosax have them: what counts
 * of a fitness is how many others it surpasses. What is no number is worse than all numbers.
 *
 * @param fitness of at least two candidates; more is better.
 * @param ties of candidates that are equal: `first`, the first is the worse one, as in those; `mean`, all have the mean of
 * their ranks, so that where they stand means nothing.
 */
export function centredRanks(fitness: readonly number[], ties: 'first' | 'mean' = 'first'): number[] {
  const worth = fitness.map((value) => (Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value));
  const isNumber = (index: number) => Number(!Number.isNaN(fitness[index]));
  const apart = (a: number, b: number): number =>
    worth[a] === worth[b] ? isNumber(a) - isNumber(b) : worth[a]! - worth[b]!;
  const order = [...fitness.keys()].sort((a, b) => apart(a, b) || a - b);
  const ranks = new Array<number>(fitness.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (ties === 'mean' && end < order.length && apart(order[start]!, order[end]!) === 0) end++;
    const rank = (start + end - 1) / 2;
    for (const index of order.slice(start, end)) ranks[index] = rank / (fitness.length - 1) - 0.5;
    start = end;
  }
  return ranks;
}
