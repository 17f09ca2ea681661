/**
 * (x − mean) / (std + eps) over the given entries, with the sample standard deviation (n − 1).
 *
 * Fewer than two entries, or entries that are all alike but for rounding, have no spread to measure: they become 0
 * instead of NaN or amplified noise.
 *
 * @param indices the entries that belong together; all by default.
 * @returns an array as long as `values`; entries that are not named keep 0.
 */
export function standardize(
  values: ArrayLike<number>,
  eps: number,
  indices?: ArrayLike<number>,
): Float64Array {
  const result = new Float64Array(values.length);
  const count = indices?.length ?? values.length;
  const at = (i: number): number => indices?.[i] ?? i;
  if (count < 2) return result;
  let mean = 0;
  for (let i = 0; i < count; i++) mean += values[at(i)]!;
  mean /= count;
  let squares = 0;
  for (let i = 0; i < count; i++) squares += (values[at(i)]! - mean) ** 2;
  const std = Math.sqrt(squares / (count - 1));
  if (std <= 1e-13 * Math.abs(mean)) return result;
  for (let i = 0; i < count; i++) result[at(i)] = (values[at(i)]! - mean) / (std + eps);
  return result;
}
