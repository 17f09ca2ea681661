/**
 * The consensus of particles: their mean, weighted by exp(-α(E - min E)), so that the best ones decide it. With α → ∞ it is
 * the best particle, of equals their mean. What is no number, or infinite, has no weight; without any weight it is the plain mean.
 *
 * Source: Pinnau et al. 2017 (arXiv 1604.05648); compute_valpha.m of KonstantinRiedl/CBOGlobalConvergenceAnalysis at b6cc87e.
 *
 * @param energies of the particles; less is better.
 */
export function consensus(
  particles: readonly Float64Array[],
  energies: readonly number[],
  alpha: number,
): Float64Array {
  const least = energies
    .filter(Number.isFinite)
    .reduce((so, energy) => Math.min(so, energy), Number.POSITIVE_INFINITY);
  const weights = energies.map((energy) => {
    if (!Number.isFinite(energy)) return 0;
    return energy === least ? 1 : Math.exp(-alpha * (energy - least));
  });
  const own = weights.some((weight) => weight > 0) ? weights : energies.map(() => 1);
  const sum = own.reduce((total, weight) => total + weight, 0);
  const centre = new Float64Array(particles[0]!.length);
  for (const [particle, values] of particles.entries()) {
    for (let i = 0; i < centre.length; i++) centre[i]! += own[particle]! * values[i]!;
  }
  return centre.map((value) => value / sum);
}
