/** Writes one word, or one byte, so many times. */
export function fillWords(out: usize, count: i32, word: i32): void {
  const end = out + (<usize>count << 2);
  for (; out < end; out += 4) store<i32>(out, word);
}

export function fillBytes(out: usize, count: i32, byte: i32): void {
  memory.fill(out, <u8>byte, count);
}
