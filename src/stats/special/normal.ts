import { refuseNonShare } from '../check.ts';

/** Where the series gives way to the continued fraction. */
const tailStart = 3;
/** So many terms of the fraction are exact in double precision from there on. */
const tailTerms = 150;

/** The standard normal distribution function Φ(x), to about 1e-15, relatively also far out in the lower tail. */
export function normalCdf(x: number): number {
  if (x < -tailStart) return upperTail(-x);
  if (x > tailStart) return 1 - upperTail(x);
  // Φ(x) = ½ + φ(x)·(x + x³/3 + x⁵/(3·5) + …): every term has the sign of x, so nothing cancels (DLMF 7.6.2).
  let term = x;
  let sum = x;
  for (let odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum); odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return 0.5 + sum * density(x);
}

/**
 * The standard normal quantile Φ⁻¹(p): Halley's steps on Φ from a rough start (Abramowitz & Stegun 1964, 26.2.23).
 *
 * @param p in (0, 1).
 * @throws RangeError for another p.
 */
export function normalQuantile(p: number): number {
  refuseNonShare(p, 'a probability');
  // Φ is exact, relatively, in its lower tail.
  if (p > 0.5) return -normalQuantile(1 - p);
  const t = Math.sqrt(-2 * Math.log(p));
  let x =
    (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t;
  for (let step = 0; step < 3; step++) {
    const newton = (normalCdf(x) - p) / density(x);
    x -= newton / (1 + (x * newton) / 2);
  }
  return x;
}

function density(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
}

/** 1 − Φ(x) for x > 0 well away from 0: φ(x)/(x + 1/(x + 2/(x + 3/(x + …)))) (DLMF 7.9.2). */
function upperTail(x: number): number {
  let fraction = x;
  for (let term = tailTerms; term > 0; term--) fraction = x + term / fraction;
  return density(x) / fraction;
}
