import { Control } from '../controllers/control.ts';
import type { DecisionName } from '../controllers/index.ts';
import { refuseUnfitControl } from '../controllers/refuse-unfit.ts';
import type { MeasuredQuantity } from '../diagnostics/index.ts';
import { criticOf } from '../optimizers/index.ts';
import type { PopulationParts } from '../training/population.ts';
import type { PopulationPlan } from '../training/population-plan.ts';

/**
 * The controllers and diagnostics of a plan, ready to be made for its players; nothing where it names none.
 *
 * @param follows what can be decided of the updates of what is trained, learning rates aside.
 * @param measures what its updates and evaluations measure.
 * @throws UsageError for controllers that decide what cannot be followed, or look at what is not measured.
 */
export function controllersOfPlan(
  { controllers = [], diagnostics = [], agent, members }: PopulationPlan,
  follows: readonly DecisionName[],
  measures: readonly MeasuredQuantity[],
  players: number,
): Pick<PopulationParts, 'createControl'> {
  const parts = { controllers, diagnostics };
  if (controllers.length + diagnostics.length === 0) return {};
  const apart = members.every(({ optimizer }) => criticOf(optimizer) !== undefined);
  const ofParts = apart ? (['actorLearningRateFactor', 'criticLearningRateFactor'] as const) : [];
  refuseUnfitControl(parts, ['learningRateFactor', ...ofParts, ...follows], measures, agent.name);
  return { createControl: () => new Control(parts, players) };
}
