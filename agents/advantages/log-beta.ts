/**
 * ln Γ(x) for x > 0 by Stirling's series (Abramowitz & Stegun 6.1.41), after Γ(x + 1) = x Γ(x) has moved x to where
 * eight terms of the series are exact to double precision.
 */
export function logGamma(x: number): number {
  let shift = 0;
  let z = x;
  for (; z < 10; z++) shift += Math.log(z);
  const inverse = 1 / (z * z);
  const series = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400];
  const correction = series.reduceRight((sum, term) => sum * inverse + term, 0) / z;
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + correction - shift;
}

/** ln B(a, b) = ln Γ(a) + ln Γ(b) − ln Γ(a + b). */
export function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** Density of the Beta distribution at 0 ≤ p ≤ 1, with 0 · ln 0 = 0: it is 1 everywhere for a = b = 1. */
export function betaDensity(p: number, a: number, b: number): number {
  return Math.exp(timesLog(a - 1, p) + timesLog(b - 1, 1 - p) - logBeta(a, b));
}

function timesLog(factor: number, x: number): number {
  return factor === 0 ? 0 : factor * Math.log(x);
}
