import { refuseNaN } from './check.ts';

/**
 * Spearman's rank correlation (1904): Pearson's of the ranks, equal values having the mean of theirs, as SciPy's `spearmanr`.
 * Undefined for fewer than two pairs, and where one of the two never varies.
 *
 * @param y as many as of `x`. @throws RangeError of NaN.
 */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): number | undefined {
  const [a, b] = [centredRanks(x), centredRanks(y)];
  const product = (p: Float64Array, q: Float64Array): number =>
    p.reduce((sum, value, i) => sum + value * q[i]!, 0);
  const size = Math.sqrt(product(a, a) * product(b, b));
  // Rounding may leave the quotient a little outside of its range.
  return size > 0 ? Math.max(-1, Math.min(1, product(a, b) / size)) : undefined;
}

/** Less the mean of all ranks. */
function centredRanks(values: ArrayLike<number>): Float64Array {
  refuseNaN(values);
  const order = Array.from(values, (_, index) => index).sort((i, j) => values[i]! - values[j]!);
  const ranks = new Float64Array(order.length);
  const mean = (order.length - 1) / 2;
  for (let start = 0, end = 0; start < order.length; start = end) {
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let place = start; place < end; place++) ranks[order[place]!] = (start + end - 1) / 2 - mean;
  }
  return ranks;
}
