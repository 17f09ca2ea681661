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

/** True where all numbers are the same. */
export function areAlike(values: readonly number[]): boolean {
  return values.every((value) => value === values[0]);
}

/** Of the population. */
export function deviationOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
}

/** Zero mean and unit deviation; zeros where all numbers are alike. */
export function standardized(values: readonly number[]): number[] {
  if (areAlike(values)) return values.map(() => 0);
  const mean = meanOf(values);
  const deviation = deviationOf(values);
  return values.map((value) => (value - mean) / deviation);
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
