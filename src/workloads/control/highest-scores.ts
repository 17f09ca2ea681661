/**
 * Which rows have the highest scores: their places, highest first, of equal ones the earlier. What is no number counts as 0.
 *
 * @param count how many are wanted, `scores.length` at most.
 */
export function highestScores(scores: ArrayLike<number>, count: number): Int32Array {
  const own = Array.from(scores, (score) => (Number.isNaN(score) ? 0 : score));
  const order = own.map((_, row) => row).sort((a, b) => own[b]! - own[a]! || a - b);
  return Int32Array.from(order.slice(0, count));
}

/**
 * How many of so many rows stay when a share of them is dropped, rounded in favour of those that stay; one for each minibatch at
 * least, where there are as many.
 */
export function rowsKept(rows: number, dropped: number, minibatches: number): number {
  return Math.max(rows - Math.floor(dropped * rows), Math.min(rows, minibatches));
}
