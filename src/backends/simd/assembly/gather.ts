/**
 * Copies the rows of a table that are named, one after the other; a row has `width` words.
 *
 * @returns false, with the work undone from there, where the table of `limit` rows has none of that number.
 */
export function gatherWords(
  out: usize, table: usize, rows: usize, count: i32, width: i32, limit: i32,
): bool {
  const bytes = <usize>width << 2;
  for (let i = 0; i < count; i++, rows += 4) {
    const row = load<i32>(rows);
    if (<u32>row >= <u32>limit) return false;
    const from = table + <usize>row * bytes;
    if (width >= 16) memory.copy(out, from, bytes);
    else for (let at: usize = 0; at < bytes; at += 4) store<u32>(out + at, load<u32>(from + at));
    out += bytes;
  }
  return true;
}
