import { controlParts } from '../../workloads/control/control-parts.ts';
import { resolveTask } from '../../workloads/tasks.ts';
import type { SweepPlan } from './plan.ts';

/** Says of budgets that are smaller than one roll-out of whole episodes, which are trained to their end, what comes of them. */
export function smallBudgets({ populations }: SweepPlan): string[] {
  const notes = populations.flatMap(({ agentLabel, population }) => {
    if (resolveTask(population.env).maxEpisodeSteps === null) return [];
    const { agent, copies } = controlParts(population);
    const { totalTimesteps, totalEpisodes, env } = population;
    // An episode has a step at least.
    const [budget, what] =
      totalEpisodes === undefined ? [totalTimesteps, 'steps'] : [totalEpisodes, 'episodes'];
    if (agent.collection.kind !== 'episodes' || budget >= copies) return [];
    return `${budget} training ${what} are less than one update of ${agentLabel} on ${env}, which takes ${copies} whole episodes: each run makes that one update`;
  });
  return [...new Set(notes)];
}
