/** Bₖ₊₁ / (k (k + 1)), the coefficients of Stirling's series. */
const stirling = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360_360, 1 / 156];

/** From here on seven terms of the series are exact in double precision. */
const farEnough = 15;

/**
 * ln Γ(x) for x > 0: Stirling's series (DLMF 5.11.1), reached by Γ(x + 1) = x Γ(x).
 *
 * @throws RangeError for x ≤ 0.
 */
export function logGamma(x: number): number {
  if (!(x > 0)) throw new RangeError(`ln Γ is defined for x > 0 here, given ${x}`);
  let product = 1;
  let far = x;
  for (; far < farEnough; far++) product *= far;
  const square = far * far;
  let series = 0;
  for (let k = stirling.length - 1; k >= 0; k--) series = series / square + stirling[k]!;
  return (far - 0.5) * Math.log(far) - far + 0.5 * Math.log(2 * Math.PI) + series / far - Math.log(product);
}
