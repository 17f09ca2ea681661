import { exp4 } from './exp';

/** 1 / (1 + e⁻ˣ) of four lanes, within 2.5 ulp: from e^−|x|, which cannot overflow, so that small results keep their digits. */
@inline
export function sigmoid4(x: v128): v128 {
  const one = f32x4.splat(1);
  const power = exp4(f32x4.neg(f32x4.abs(x)));
  const above = v128.bitselect(power, one, f32x4.lt(x, f32x4.splat(0)));
  return f32x4.div(above, f32x4.add(one, power));
}
