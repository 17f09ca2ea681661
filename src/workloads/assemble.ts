import { innermost, learningRateFactor, makeOptimizer } from '../optimizers/index.ts';
import type { PopulationParts } from '../training/population.ts';
import type { PopulationPlan } from '../training/population-plan.ts';
import { controlParts } from './control/control-parts.ts';
import { ControlWorkload } from './control/control-workload.ts';

/**
 * Chooses the workload that a plan names, and its optimizers. Nothing is started: no tensor is made, no environment runs.
 *
 * @throws UsageError if the plan cannot be trained.
 */
export function assemble(plan: PopulationPlan): PopulationParts {
  const parts = controlParts(plan);
  const { players } = parts;
  return {
    members: plan.members.length,
    optimizer: makeOptimizer(players.map(({ optimizer }) => optimizer)),
    learningRates: players.map(({ optimizer }) => {
      const lr = Number(innermost(optimizer).settings.lr);
      const factor = learningRateFactor(optimizer);
      return (progress) => lr * factor(progress);
    }),
    evaluations: plan.evaluation.count,
    createWorkload: () => new ControlWorkload(plan, parts),
  };
}
