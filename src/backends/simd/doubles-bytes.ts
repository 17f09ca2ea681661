/** Bytes of rows of n doubles, each padded to a multiple of eight. */
export function doublesBytes(rows: number, n: number): number {
  return rows * 8 * Math.ceil(n / 8) * 8;
}
