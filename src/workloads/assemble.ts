import type { PopulationParts } from '../training/population.ts';
import type { PopulationPlan } from '../training/population-plan.ts';
import { controlParts } from './control/control-parts.ts';
import { ControlWorkload } from './control/control-workload.ts';
import { populationParts } from './population-parts.ts';

/**
 * Chooses the workload that a plan names, and its optimizers. Nothing is started: no tensor is made, no environment runs.
 *
 * @throws UsageError if the plan cannot be trained.
 */
export function assemble(plan: PopulationPlan): PopulationParts {
  const { members, evaluation } = plan;
  const parts = controlParts(plan);
  const optimizers = parts.players.map(({ optimizer }) => optimizer);
  return populationParts(
    members.length,
    optimizers,
    evaluation.count,
    () => new ControlWorkload(plan, parts),
  );
}
