/**
 * How far from 0 the logarithm of 1 + e^(δ + δ̇t) has its nearest singularity, a complex t: √(δ² + π²)/|δ̇|. Infinite where
 * δ̇ = 0.
 *
 * Source: piyush314/ghosts-of-softmax src/ghosts/theory.py at 5a9638c.
 *
 * @param gap δ, the difference of two logits. @param slope δ̇, its derivative along a direction of length 1.
 * @returns the radius, and π/|δ̇|, which is never larger.
 */
export function binaryRadius(gap: number, slope: number): { radius: number; bound: number } {
  return { radius: Math.hypot(gap, Math.PI) / Math.abs(slope), bound: Math.PI / Math.abs(slope) };
}

/** How far a softmax is from itself on a line of logits, and how far it can be from the quadratic law. In nats. */
export interface SoftmaxOnLine {
  /** KL(π₀ ‖ π_τ) */
  readonly klOldNew: number;
  /** KL(π_τ ‖ π₀) */
  readonly klNewOld: number;
  /** τ² Var(ż)/2 under π₀, which both divergences are for small τ. */
  readonly quadratic: number;
  /** Δ = max ż − min ż */
  readonly spread: number;
  /** τ³Δ³/(36√3), a bound of |KL(π₀ ‖ π_τ) − quadratic|. */
  readonly bound: number;
  /** τ³Δ³/(18√3), the leading term alone of such a bound for KL(π_τ ‖ π₀). */
  readonly leadingBound: number;
}

/**
 * The softmax of the logits z + τż beside that of z.
 *
 * Source: piyush314/ghosts-of-softmax src/ghosts/theory.py at 5a9638c.
 *
 * @param slopes ż, one a logit. @param tau how far along the line.
 */
export function softmaxOnLine(
  logits: readonly number[],
  slopes: readonly number[],
  tau: number,
): SoftmaxOnLine {
  const before = logSoftmax(logits);
  const after = logSoftmax(logits.map((logit, i) => logit + tau * slopes[i]!));
  const divergence = (from: readonly number[], to: readonly number[]): number =>
    from.reduce((sum, log, i) => sum + Math.exp(log) * (log - to[i]!), 0);
  const mean = before.reduce((sum, log, i) => sum + Math.exp(log) * slopes[i]!, 0);
  const variance = before.reduce((sum, log, i) => sum + Math.exp(log) * (slopes[i]! - mean) ** 2, 0);
  const spread = Math.max(...slopes) - Math.min(...slopes);
  const bound = (tau * spread) ** 2 * ((tau * spread) / (36 * Math.sqrt(3)));
  return {
    klOldNew: divergence(before, after),
    klNewOld: divergence(after, before),
    quadratic: (tau ** 2 * variance) / 2,
    spread,
    bound,
    leadingBound: 2 * bound,
  };
}

function logSoftmax(logits: readonly number[]): number[] {
  const largest = Math.max(...logits);
  const total = logits.reduce((sum, logit) => sum + Math.exp(logit - largest), 0);
  return logits.map((logit) => logit - largest - Math.log(total));
}
