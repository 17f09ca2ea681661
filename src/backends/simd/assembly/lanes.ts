/** The lanes of a row's last vector that are still in the row, and sums in double precision over them. */

/** All ones in the first `count` lanes, for any count: all four from 4 on. */
@inline
export function firstLanes(count: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count));
}

/** The sum of the four lanes. */
@inline
export function sumLanes(x: v128): f64 {
  const upper = v128.shuffle<i64>(x, x, 1, 1);
  const pair = f64x2.add(f64x2.promote_low_f32x4(x), f64x2.promote_low_f32x4(upper));
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}
