/** Sums of one row of numbers, in double precision. */
import { firstLanes, sumPair, upperHalf } from './lanes';

export function sumRow(x: usize, n: i32): f64 {
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let i = 0;
  for (; i + 8 <= n; i += 8, x += 32) {
    const a = v128.load(x);
    const b = v128.load(x, 16);
    s0 = f64x2.add(s0, f64x2.promote_low_f32x4(a));
    s1 = f64x2.add(s1, f64x2.promote_low_f32x4(upperHalf(a)));
    s2 = f64x2.add(s2, f64x2.promote_low_f32x4(b));
    s3 = f64x2.add(s3, f64x2.promote_low_f32x4(upperHalf(b)));
  }
  const pair = f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3));
  let total = sumPair(pair);
  for (; i < n; i++, x += 4) total += <f64>f32.load(x);
  return total;
}

/** Σ (x − center)² */
export function sumSquares(x: usize, n: i32, center: f32): f64 {
  const middle = f32x4.splat(center);
  let low = f64x2.splat(0);
  let high = low;
  for (let i = 0; i < n; i += 4, x += 16) {
    const difference = f32x4.sub(v128.load(x), middle);
    const square = v128.and(f32x4.mul(difference, difference), firstLanes(n - i));
    low = f64x2.add(low, f64x2.promote_low_f32x4(square));
    high = f64x2.add(high, f64x2.promote_low_f32x4(upperHalf(square)));
  }
  return sumPair(f64x2.add(low, high));
}
