import { expModerate4 } from './exp';

/**
 * tanh x of four lanes, within 1.1 ulp: an odd polynomial where |x|² < ½ (minimax for the relative error, 2·10⁻⁸), else
 * 1 − 2/(e²ˣ + 1), whose subtrahend is small enough there for its rounding not to show.
 */
@inline
export function tanh4(x: v128): v128 {
  const magnitude = f32x4.abs(x);
  const square = f32x4.mul(magnitude, magnitude);
  let p = f32x4.splat(-0.005085650831460953);
  p = f32x4.add(f32x4.mul(p, square), f32x4.splat(0.02003423497080803));
  p = f32x4.add(f32x4.mul(p, square), f32x4.splat(-0.053537435829639435));
  p = f32x4.add(f32x4.mul(p, square), f32x4.splat(0.13328802585601807));
  p = f32x4.add(f32x4.mul(p, square), f32x4.splat(-0.33333176374435425));
  const near = f32x4.add(magnitude, f32x4.mul(magnitude, f32x4.mul(square, p)));
  const one = f32x4.splat(1);
  // Beyond 10 the result is 1.
  const bounded = f32x4.pmin(magnitude, f32x4.splat(10));
  const power = expModerate4(f32x4.add(bounded, bounded));
  const far = f32x4.sub(one, f32x4.div(f32x4.splat(2), f32x4.add(power, one)));
  const result = v128.bitselect(near, far, f32x4.lt(square, f32x4.splat(0.5)));
  return v128.or(result, v128.and(x, f32x4.splat(-0.0)));
}
