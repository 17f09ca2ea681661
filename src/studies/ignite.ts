/** How IGNITE holds a model's mean prediction back from being steep in the parameters. */
export interface Ignite {
  /** ρ, the radius that the norm of the mean prediction's gradient is multiplied by. */
  readonly rho: number;
  /** r, how far along that gradient the next one is taken. */
  readonly r: number;
  /** ε, what ρ‖∇G‖ may come to before λ grows. */
  readonly epsilon: number;
  /** η_λ, the step of λ; 0 keeps it constant (IGNITE-2). */
  readonly multiplierRate: number;
  /** False lets λ fall below 0, as the reference does, where the term rewards what it is meant to hold back. Default true. */
  readonly floored?: boolean;
}

export interface IgniteStep {
  /** What the optimizer is given in place of the gradient of the loss. */
  readonly gradient: Float64Array;
  /** ‖∇G‖ at the parameters. */
  readonly predictionNorm: number;
  /** λ of the next step. */
  readonly multiplier: number;
}

/**
 * The gradient of a loss with IGNITE's term: with the mean prediction G of a batch and d = ∇G(θ) it is
 * ∇L + λ(ρ/r)(∇G(θ + r·d/‖d‖) − d), and then λ ← max(0, λ + η_λ(ρ‖d‖ − ε)). Where d = 0 there is no term.
 *
 * Source: cuong-dm/IGNITE at c702614, design_baselines/gradient_ascent_IGNITE/trainers.py.
 *
 * @param lossGradient ∇L(θ). @param predictionGradient ∇G of the same batch at any parameters. @param multiplier λ.
 */
export function igniteStep(
  params: Float64Array,
  lossGradient: Float64Array,
  predictionGradient: (params: Float64Array) => Float64Array,
  multiplier: number,
  { rho, r, epsilon, multiplierRate, floored = true }: Ignite,
): IgniteStep {
  const slope = predictionGradient(params);
  const predictionNorm = Math.sqrt(slope.reduce((sum, value) => sum + value * value, 0));
  const moved = multiplier + multiplierRate * (rho * predictionNorm - epsilon);
  const next = { predictionNorm, multiplier: floored ? Math.max(0, moved) : moved };
  if (predictionNorm === 0) return { gradient: lossGradient, ...next };
  const ahead = predictionGradient(
    params.map((value, index) => value + (r * slope[index]!) / predictionNorm),
  );
  const weight = (multiplier * rho) / r;
  return {
    gradient: lossGradient.map((value, index) => value + weight * (ahead[index]! - slope[index]!)),
    ...next,
  };
}
