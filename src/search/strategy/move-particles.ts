/** How particles move. Names as in the papers on consensus-based optimization. */
export interface MoveSettings {
  /** λ: the share of the way to the consensus that a particle goes in a unit of time. */
  readonly lambda: number;
  /** Of the noise, as a share of the distance from the consensus. */
  readonly sigma: number;
  /** The time of a step. */
  readonly dt: number;
  /** Noise by the distance in every coordinate; else by the Euclidean distance, alike in all of them. */
  readonly anisotropic: boolean;
}

/**
 * A step of consensus-based optimization: V ← V - λdt(V - v), and then by the distance that is left V ← V + σ√dt·|V - v|⊙ξ,
 * or ‖V - v‖ξ. A particle that is the consensus stays where it is.
 *
 * Source: CBO_update.m of KonstantinRiedl/CBOGlobalConvergenceAnalysis at b6cc87e.
 *
 * @param noise ξ, standard normal numbers of every particle.
 */
export function movedParticles(
  particles: readonly Float64Array[],
  centre: Float64Array,
  noise: readonly Float64Array[],
  { lambda, sigma, dt, anisotropic }: MoveSettings,
): Float64Array[] {
  return particles.map((particle, index) => {
    const drifted = particle.map((value, i) => value - lambda * dt * (value - centre[i]!));
    const apart = drifted.map((value, i) => Math.abs(value - centre[i]!));
    const distance = Math.hypot(...apart);
    const scale = sigma * Math.sqrt(dt);
    return drifted.map(
      (value, i) => value + scale * (anisotropic ? apart[i]! : distance) * noise[index]![i]!,
    );
  });
}

/**
 * The same with a drift down the gradients: V ← V - γη∇E(V)dt, taken last and at the moved particles.
 *
 * @param gradient of the energy at a point. @param by γη, the weight of the drift times a learning rate.
 */
export function descendedParticles(
  particles: readonly Float64Array[],
  gradient: (at: Float64Array) => Float64Array,
  by: number,
  dt: number,
): Float64Array[] {
  return particles.map((particle) => {
    const slope = gradient(particle);
    return particle.map((value, i) => value - by * dt * slope[i]!);
  });
}
