/**
 * Arithmetic mean of whatever is given, NaN if there is a NaN: for measurements of training, which may have diverged.
 * Scores go to `mean`. Undefined of nothing.
 */
export function average(values: ArrayLike<number>): number | undefined {
  if (values.length === 0) return undefined;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}
