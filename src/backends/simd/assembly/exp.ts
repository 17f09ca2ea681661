/**
 * eˣ of four lanes, within 1 ulp: x = n·ln 2 + r with |r| ≤ ln 2 / 2, a polynomial for eʳ (minimax for the relative error,
 * 3·10⁻⁹), then n added to the exponent in two halves, so that neither overflows before the result does and denormal
 * results are rounded once.
 */
@inline
export function exp4(x: v128): v128 {
  // Beyond these the result is 0 or infinite anyway. (`pmin` and `pmax` are one instruction each, and let NaN through.)
  const bounded = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-104)), f32x4.splat(89));
  const shifted = nearestPower(bounded);
  const whole = i32x4.sub(shifted, f32x4.splat(shift));
  const half = i32x4.shr_s(whole, 1);
  const power = remainderPower(bounded, shifted);
  return f32x4.mul(f32x4.mul(power, powerOfTwo(half)), powerOfTwo(i32x4.sub(whole, half)));
}

/** The same for 0 ≤ x ≤ 80, where nothing can overflow and one scaling does. */
@inline
export function expModerate4(x: v128): v128 {
  const shifted = nearestPower(x);
  return f32x4.mul(remainderPower(x, shifted), powerOfTwo(i32x4.sub(shifted, f32x4.splat(shift))));
}

/** Adding this to a small number rounds it to the nearest integer, which is then in the low bits. */
const shift: f32 = 12582912;

@inline
function nearestPower(x: v128): v128 {
  return f32x4.add(f32x4.mul(x, f32x4.splat(1.4426950408889634)), f32x4.splat(shift));
}

/** eʳ, where r is what is left of x. */
@inline
function remainderPower(x: v128, shifted: v128): v128 {
  const n = f32x4.sub(shifted, f32x4.splat(shift));
  // ln 2 in two parts, the first short enough that n times it is exact.
  const r = f32x4.sub(
    f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375))),
    f32x4.mul(n, f32x4.splat(-0.00021219444005469057)),
  );
  let p = f32x4.splat(0.0013814599951729178);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.008368715643882751));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.04166838899254799));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.1666652113199234));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.4999999403953552));
  return f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(r, r), p), r), f32x4.splat(1));
}

@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}
