/**
 * ln x of four lanes, within 1 ulp: x = 2ᵏ·m with m between √½ and √2, so that k is 0 around 1 and nothing cancels, and a
 * polynomial for ln m (minimax for the relative error, 6·10⁻⁹). Denormal numbers are scaled up first.
 */
@inline
export function log4(x: v128): v128 {
  const denormal = f32x4.lt(x, f32x4.splat(1.1754943508222875e-38));
  const scaled = v128.bitselect(f32x4.mul(x, f32x4.splat(8388608)), x, denormal);
  const sinceRootHalf = i32x4.sub(scaled, i32x4.splat(0x3f3504f3));
  const exponent = i32x4.shr_s(sinceRootHalf, 23);
  const m = i32x4.sub(scaled, i32x4.shl(exponent, 23));
  const k = f32x4.convert_i32x4_s(i32x4.sub(exponent, v128.and(denormal, i32x4.splat(23))));
  const u = f32x4.sub(m, f32x4.splat(1));
  let p = f32x4.splat(-0.07634429633617401);
  p = f32x4.add(f32x4.mul(p, u), f32x4.splat(0.12761549651622772));
  p = f32x4.add(f32x4.mul(p, u), f32x4.splat(-0.131601944565773));
  p = f32x4.add(f32x4.mul(p, u), f32x4.splat(0.14201761782169342));
  p = f32x4.add(f32x4.mul(p, u), f32x4.splat(-0.16623356938362122));
  p = f32x4.add(f32x4.mul(p, u), f32x4.splat(0.20001226663589478));
  p = f32x4.add(f32x4.mul(p, u), f32x4.splat(-0.250008225440979));
  p = f32x4.add(f32x4.mul(p, u), f32x4.splat(0.3333333134651184));
  const square = f32x4.mul(u, u);
  let small = f32x4.sub(f32x4.mul(f32x4.mul(square, u), p), f32x4.mul(square, f32x4.splat(0.5)));
  // ln 2 in two parts, the first short enough that k times it is exact.
  small = f32x4.add(small, f32x4.mul(k, f32x4.splat(-0.00021219444005469057)));
  const finite = f32x4.add(f32x4.mul(k, f32x4.splat(0.693359375)), f32x4.add(u, small));
  // ln ∞ = ∞ and NaN stay what they are, ln 0 = −∞, and negative numbers have none.
  const infinity = f32x4.splat(f32.MAX_VALUE * 2);
  const upper = v128.bitselect(finite, x, f32x4.lt(x, infinity));
  const zero = f32x4.eq(x, f32x4.splat(0));
  const negative = f32x4.lt(x, f32x4.splat(0));
  return v128.bitselect(
    f32x4.splat(f32.NaN),
    v128.bitselect(f32x4.neg(infinity), upper, zero),
    negative,
  );
}
