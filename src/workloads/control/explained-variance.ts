/**
 * 1 − Var(returns − values) / Var(returns): 1 for a perfect critic, 0 for one that knows no more than the mean.
 *
 * @returns null if the returns do not vary.
 */
export function explainedVariance(values: ArrayLike<number>, returns: ArrayLike<number>): number | null {
  const total = variance(returns.length, (row) => returns[row]!);
  if (total === 0) return null;
  return 1 - variance(returns.length, (row) => returns[row]! - values[row]!) / total;
}

function variance(count: number, at: (row: number) => number): number {
  let mean = 0;
  for (let row = 0; row < count; row++) mean += at(row) / count;
  let sum = 0;
  for (let row = 0; row < count; row++) sum += (at(row) - mean) ** 2;
  return sum / count;
}
