/**
 * A step of gradient descent with noise that dies away: x ← x - η·dt·∇E + (σ/ln(k + 1))·√dt·ξ.
 *
 * Source: CBOstochasticGD/algorithms/GDLangevin.m of KonstantinRiedl/CBOGlobalConvergenceAnalysis at b6cc87e.
 *
 * @param step k: 1, 2, … @param noise ξ, standard normal numbers.
 */
export function langevinStep(
  at: Float64Array,
  gradient: Float64Array,
  step: number,
  noise: Float64Array,
  { rate, sigma, dt }: { readonly rate: number; readonly sigma: number; readonly dt: number },
): Float64Array {
  const scale = (sigma / Math.log(step + 1)) * Math.sqrt(dt);
  return at.map((value, i) => value - rate * dt * gradient[i]! + scale * noise[i]!);
}
