/** Copies one row of a matrix into a row of another that is as wide. */
export function copyRow(
  from: Float32Array,
  fromRow: number,
  to: Float32Array | Float64Array,
  toRow: number,
  width: number,
): void {
  for (let i = 0; i < width; i++) to[toRow * width + i] = from[fromRow * width + i]!;
}
