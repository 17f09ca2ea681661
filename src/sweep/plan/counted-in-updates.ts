import { controllers } from '../../controllers/index.ts';
import { UsageError } from '../../errors.ts';
import type { PopulationPlan } from '../../training/population-plan.ts';
import { assemble } from '../../workloads/assemble.ts';
import { blaming, type Origin } from '../study/origin.ts';
import type { EnvironmentChoice } from './plan-environments.ts';

/**
 * A population with the budget that so many updates come to: samples, or environment steps, or episodes where an agent learns
 * from whole ones. So a plan, and what follows from it, knows no third kind of budget. A population whose budget is none of
 * updates is returned as it is.
 *
 * @param population one that can be assembled.
 * @throws UsageError where updates are not all of one size, or nobody says of which.
 */
export function countedInUpdates(
  population: PopulationPlan,
  { totalUpdates, task, budgetPath }: EnvironmentChoice,
  origin: Origin,
): PopulationPlan {
  if (totalUpdates === undefined) return population;
  return blaming(origin, budgetPath, () => {
    refuseGrowing(population);
    const { updateSize } = assemble(population);
    if (updateSize === undefined) {
      throw new UsageError(
        `${task.name} does not say how many ${task.words.unit}s an update takes (samplesOfUpdate), so no budget can be counted in updates; give total-timesteps`,
      );
    }
    if ('steps' in updateSize) return { ...population, totalTimesteps: totalUpdates * updateSize.steps };
    const totalEpisodes = totalUpdates * updateSize.episodes;
    return { ...population, totalTimesteps: totalEpisodes * task.maxEpisodeSteps!, totalEpisodes };
  });
}

function refuseGrowing({ controllers: named = [] }: PopulationPlan): void {
  for (const call of named) {
    const { entry } = controllers.resolve(call);
    if (!entry.decides.includes('samples')) continue;
    throw new UsageError(
      `total-updates counts updates of one size, and controller ${entry.name} lets them grow; give total-timesteps`,
    );
  }
}
