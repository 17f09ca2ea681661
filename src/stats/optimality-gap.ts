import { refuseNaN } from './check.ts';

/**
 * How far scores fall short of a desired one on average, where more than that earns nothing:
 * γ − mean(min(score, γ)) (Agarwal et al. 2021, as rliable computes it). 0 is best. Undefined of nothing.
 *
 * @param gamma the desired score, default 1.
 * @throws RangeError of NaN.
 */
export function optimalityGap(values: ArrayLike<number>, gamma = 1): number | undefined {
  if (values.length === 0) return undefined;
  refuseNaN(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += Math.min(values[i]!, gamma);
  return gamma - sum / values.length;
}
