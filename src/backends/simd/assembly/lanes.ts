/** The lanes of a row's last vector that are still in the row, and the way to double precision and back. */

/** All ones in the first `count` lanes, for any count: all four from 4 on. */
@inline
export function firstLanes(count: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count));
}

/** The upper two lanes, where the lower two were. */
@inline
export function upperHalf(x: v128): v128 {
  return v128.shuffle<i64>(x, x, 1, 1);
}

/** Four floats of two pairs of doubles. */
@inline
export function narrowed(low: v128, high: v128): v128 {
  return v128.shuffle<i64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

/** The sum of two doubles. */
@inline
export function sumPair(x: v128): f64 {
  return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1);
}

/** The largest of the four lanes. */
@inline
export function largestLane(x: v128): f32 {
  const two = f32x4.max(x, v128.shuffle<i32>(x, x, 2, 3, 0, 1));
  return f32x4.extract_lane(f32x4.max(two, v128.shuffle<i32>(two, two, 1, 0, 3, 2)), 0);
}

/** The sum of the four lanes. */
@inline
export function sumLanes(x: v128): f64 {
  const pair = f64x2.add(f64x2.promote_low_f32x4(x), f64x2.promote_low_f32x4(upperHalf(x)));
  return sumPair(pair);
}

/** Stores the lanes that lie before `end`, of four that begin at `out`. */
@inline
export function storeBefore(end: usize, out: usize, four: v128): void {
  if (out + 16 <= end) {
    v128.store(out, four);
    return;
  }
  v128.store32_lane(out, four, 0);
  if (out + 4 < end) v128.store32_lane(out + 4, four, 1);
  if (out + 8 < end) v128.store32_lane(out + 8, four, 2);
}
