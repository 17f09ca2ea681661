import type { TrainingRecord } from '../results/index.ts';
import type { PopulationPlan } from '../training/population-plan.ts';
import { type TrainingOptions, train } from '../training/train.ts';
import { assemble } from './assemble.ts';

export type { TrainingOptions };

/**
 * Trains what a plan names, see `train`.
 *
 * @throws UsageError if the plan cannot be trained.
 */
export async function* trainPopulation(
  plan: PopulationPlan,
  options: TrainingOptions = {},
): AsyncGenerator<readonly TrainingRecord[]> {
  yield* train(assemble(plan), options);
}
