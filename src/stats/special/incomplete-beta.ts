import { logGamma } from './log-gamma.ts';

const mostSteps = 10_000;
/** Stands in for a zero denominator (Lentz 1976, Thompson & Barnett 1986). */
const tiny = 1e-300;

/**
 * The regularised incomplete beta function Iₓ(a, b), by its continued fraction (DLMF 8.17.22) evaluated after Lentz.
 *
 * @param x in [0, 1].
 * @param rest 1 − x, where it is known better than by subtraction.
 * @throws RangeError for another x, or unless a > 0 and b > 0.
 */
export function incompleteBeta(a: number, b: number, x: number, rest = 1 - x): number {
  if (!(x >= 0 && x <= 1)) throw new RangeError(`Iₓ(a, b) is defined for x in [0, 1], given ${x}`);
  if (x === 0) return 0;
  if (rest === 0) return 1;
  // The fraction converges fast on this side of the mean only; the other side is the mirror image.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(b, a, rest, x);
  const logFront = a * Math.log(x) + b * Math.log(rest) + logGamma(a + b) - logGamma(a) - logGamma(b);
  return (Math.exp(logFront) / a) * continuedFraction(a, b, x);
}

function continuedFraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= mostSteps; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    value *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return value;
}

function away(value: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}
