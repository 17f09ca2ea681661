import { Control } from '../controllers/control.ts';
import { type Controllable, refuseUnfitControl } from '../controllers/refuse-unfit.ts';
import { criticOf } from '../optimizers/index.ts';
import type { PopulationParts } from '../training/population.ts';
import type { PopulationPlan } from '../training/population-plan.ts';

/**
 * The controllers and diagnostics of a plan, ready to be made for its players; nothing where it names none.
 *
 * @throws UsageError for controllers that decide what cannot be followed, or look at what is not measured, and for diagnostics that
 *   ask what cannot be said.
 */
export function controllersOfPlan(
  { controllers = [], diagnostics = [], diagnosticsEvery, agent, members }: PopulationPlan,
  { follows, ...others }: Controllable,
  players: number,
): Pick<PopulationParts, 'createControl'> {
  const parts = { controllers, diagnostics, diagnosticsEvery };
  if (controllers.length + diagnostics.length === 0) return {};
  const apart = members.every(({ optimizer }) => criticOf(optimizer) !== undefined);
  const ofParts = apart ? (['actorLearningRateFactor', 'criticLearningRateFactor'] as const) : [];
  const rates = others.withoutGradients ? [] : (['learningRateFactor', ...ofParts] as const);
  refuseUnfitControl(parts, { follows: [...rates, ...follows], ...others }, agent.name);
  return { createControl: () => new Control(parts, players) };
}
