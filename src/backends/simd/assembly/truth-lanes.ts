/** Truth values of four lanes: a mask in registers, four bytes of 0 or 1 in memory. */

@inline
export function storeTruths(out: usize, mask: v128): void {
  const ones = v128.and(mask, i32x4.splat(1));
  const bytes = v128.shuffle<i8>(ones, ones, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12);
  v128.store_lane<i32>(out, bytes, 0);
}

@inline
export function loadTruths(from: usize): v128 {
  const bytes = v128.load_zero<u32>(from);
  return i32x4.ne(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes)), i32x4.splat(0));
}
