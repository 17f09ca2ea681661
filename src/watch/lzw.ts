/** Codes have at most so many bits. */
const mostBits = 12;

/**
 * Compresses as GIF does (Welch 1984, with codes of growing width, the low bits first): a clear code before everything,
 * and again where the table is full.
 *
 * @param bits of a value, 2 to 8.
 */
export function lzw(values: Uint8Array, bits: number): Uint8Array {
  const [clear, end] = [1 << bits, (1 << bits) + 1];
  const bytes: number[] = [];
  let [buffer, filled, width, next] = [0, 0, bits + 1, end + 1];
  const table = new Map<number, number>();
  const write = (code: number): void => {
    buffer |= code << filled;
    for (filled += width; filled >= 8; filled -= 8) {
      bytes.push(buffer & 255);
      buffer >>>= 8;
    }
  };
  write(clear);
  let prefix = -1;
  for (const value of values) {
    if (prefix === -1) {
      prefix = value;
      continue;
    }
    const key = (prefix << 8) | value;
    const known = table.get(key);
    if (known !== undefined) {
      prefix = known;
      continue;
    }
    write(prefix);
    if (next === 1 << mostBits) {
      write(clear);
      table.clear();
      [width, next] = [bits + 1, end + 1];
    } else {
      table.set(key, next++);
      // The reader's table is one entry behind.
      if (next > 1 << width && width < mostBits) width++;
    }
    prefix = value;
  }
  if (prefix !== -1) write(prefix);
  // The reader knows the last entry now, and may read a longer code.
  if (next === 1 << width && width < mostBits) width++;
  write(end);
  if (filled > 0) bytes.push(buffer & 255);
  return Uint8Array.from(bytes);
}
