/**
 * Persistent evolution strategies (Vicol, Metz & Sohl-Dickstein 2021, arXiv 2112.13835, algorithm 2): candidates live on
 * between the steps of the mean, and each step looks at a piece of their runs alone, a truncation. What a piece comes to is
 * owed to all that has moved its candidate since the run began, so that it is credited with the sum of these perturbations.
 *
 * @module
 */

/** The run that both candidates of a pair are in, with opposite perturbations. */
export interface InnerRun {
  /** The generation that began it: 1, 2, … */
  readonly begun: number;
  /** Truncations that are over. */
  readonly truncations: number;
  /**
   * Of the candidate that is moved by +ε: Σ ε/σ² over these, the slope of the logarithm of their density. With directions z
   * of unit variance that is Σ z/σ, each with the σ of its time; where σ stays the same, the paper's ξ/σ².
   */
  readonly perturbations: Float64Array;
}

/** A run that begins. @param size of the meta-parameters. */
export function begunRun(generation: number, size: number): InnerRun {
  return { begun: generation, truncations: 0, perturbations: new Float64Array(size) };
}

/** A run after one more truncation, in which its pair was moved by ± `sigma · direction`. */
export function livedOn(run: InnerRun, direction: Float64Array, sigma: number): InnerRun {
  return {
    begun: run.begun,
    truncations: run.truncations + 1,
    perturbations: run.perturbations.map((sum, index) => sum + direction[index]! / sigma),
  };
}

/**
 * Truncations after which a pair begins its next run: all of them, but in the first runs, which end one after the other, so
 * that from there on every generation looks at all parts of a run.
 */
export function lengthOf(run: InnerRun, pair: number, pairs: number, truncations: number): number {
  return run.begun === 1 ? 1 + Math.floor((pair * truncations) / pairs) : truncations;
}

/**
 * The gradient of the expected fitness, summed over the truncations of a run: the mean over pairs of
 * Σ ε/σ² · (fitness of + − fitness of −)/2. It points uphill.
 *
 * @param runs with the truncation that the fitness is of. @param differences fitness of + less that of −, of each pair.
 */
export function persistentGradient(
  runs: readonly Pick<InnerRun, 'perturbations'>[],
  differences: readonly number[],
): Float64Array {
  const gradient = new Float64Array(runs[0]!.perturbations.length);
  for (const [pair, { perturbations }] of runs.entries()) {
    const worth = differences[pair]! / 2;
    for (let index = 0; index < gradient.length; index++) gradient[index]! += worth * perturbations[index]!;
  }
  return gradient.map((sum) => sum / runs.length);
}
