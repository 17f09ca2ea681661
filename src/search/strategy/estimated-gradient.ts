/**
 * The gradient of the expected fitness, as an evolution strategy estimates it: Σ fⱼ εⱼ / (N σ) over all candidates
 * θ + σ εⱼ (Salimans et al. 2017, arXiv 1703.03864; Open_ES of evosax, OpenES of hardmaru/estool). It points uphill.
 *
 * @param directions εⱼ of each candidate; of an antithetic pair ε and -ε.
 * @param fitness what each is worth, as ranks or otherwise centred.
 */
export function estimatedGradient(
  directions: readonly Float64Array[],
  fitness: readonly number[],
  sigma: number,
): Float64Array {
  const gradient = new Float64Array(directions[0]!.length);
  for (const [candidate, direction] of directions.entries()) {
    const worth = fitness[candidate]!;
    for (let index = 0; index < gradient.length; index++) gradient[index]! += worth * direction[index]!;
  }
  return gradient.map((sum) => sum / (directions.length * sigma));
}
