import { centredRanks } from './centred-ranks.ts';

export interface ShapeSettings {
  /** Ranks in place of the fitness itself. */
  readonly rank_fitness: boolean;
  /** What the mean square of a candidate's numbers counts against it. */
  readonly weight_decay: number;
}

/**
 * What candidates are worth to a rule: their fitness or their centred ranks, less a penalty on large numbers, as
 * `compute_weight_decay` of hardmaru/estool. Candidates of equal fitness have the mean of their ranks.
 */
export function shapedFitness(
  candidates: readonly Float64Array[],
  fitness: readonly number[],
  { rank_fitness, weight_decay }: ShapeSettings,
): number[] {
  const worth = rank_fitness ? centredRanks(fitness, 'mean') : fitness;
  return worth.map((value, index) => value - weight_decay * meanSquare(candidates[index]!));
}

function meanSquare(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0) / values.length;
}
