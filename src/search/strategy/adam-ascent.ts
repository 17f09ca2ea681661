import { pow } from '../../pow.ts';

/** Where the meta-parameters stand, and what Adam remembers of the gradients. */
export interface Ascent {
  readonly theta: Float64Array;
  readonly momentum: Float64Array;
  readonly secondMoment: Float64Array;
}

export interface AdamSettings {
  readonly rate: number;
  readonly betas: readonly [number, number];
}

const epsilon = 1e-8;

/**
 * A step of Adam uphill, in the order of operations of Kingma & Ba's section 2, as es.py of hardmaru/estool has it: both
 * corrections of the bias are in the rate, and epsilon is added to the uncorrected root.
 *
 * @param step 1, 2, …
 */
export function adamAscent(
  { theta, momentum, secondMoment }: Ascent,
  gradient: Float64Array,
  step: number,
  { rate, betas: [beta1, beta2] }: AdamSettings,
): Ascent {
  const m = momentum.map((value, index) => beta1 * value + (1 - beta1) * gradient[index]!);
  const v = secondMoment.map((value, index) => beta2 * value + (1 - beta2) * gradient[index]! ** 2);
  const scale = (rate * Math.sqrt(1 - pow(beta2, step))) / (1 - pow(beta1, step));
  return {
    theta: theta.map((value, index) => value + (scale * m[index]!) / (Math.sqrt(v[index]!) + epsilon)),
    momentum: m,
    secondMoment: v,
  };
}

/** A number for the next generation: multiplied by its decay as long as it is above its limit, as in es.py. */
export function decayed(value: number, decay: number, limit: number): number {
  return value > limit ? value * decay : value;
}
