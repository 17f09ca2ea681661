/**
 * eˣ of four lanes, within 1 ulp: x = n·ln 2 + r with |r| ≤ ln 2 / 2, a polynomial for eʳ (minimax for the relative error,
 * 3·10⁻⁹), then n added to the exponent in two halves, so that neither overflows before the result does and denormal
 * results are rounded once.
 */
@inline
export function exp4(x: v128): v128 {
  // Beyond these the result is 0 or infinite anyway; NaN passes through.
  const bounded = f32x4.min(f32x4.max(x, f32x4.splat(-104)), f32x4.splat(89));
  const n = f32x4.nearest(f32x4.mul(bounded, f32x4.splat(1.4426950408889634)));
  // ln 2 in two parts, the first short enough that n times it is exact.
  const r = f32x4.sub(
    f32x4.sub(bounded, f32x4.mul(n, f32x4.splat(0.693359375))),
    f32x4.mul(n, f32x4.splat(-0.00021219444005469057)),
  );
  let p = f32x4.splat(0.0013814599951729178);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.008368715643882751));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.04166838899254799));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.1666652113199234));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.4999999403953552));
  p = f32x4.add(f32x4.mul(f32x4.mul(r, r), p), r);
  p = f32x4.add(p, f32x4.splat(1));
  const whole = i32x4.trunc_sat_f32x4_s(n);
  const half = i32x4.shr_s(whole, 1);
  return f32x4.mul(f32x4.mul(p, powerOfTwo(half)), powerOfTwo(i32x4.sub(whole, half)));
}

@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}
