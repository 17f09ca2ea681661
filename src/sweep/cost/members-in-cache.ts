import type { PopulationPlan } from '../../training/population-plan.ts';
import { learnedBytes } from './learned-bytes.ts';

/** Of what members learn, as much as stays in the caches of a core, with what is computed from it, from step to step. */
const cachedBytes = 2 * 2 ** 20;
/** From so many members on, more of them share little more of a step. */
const enough = 8;

/**
 * How many members of a population train together fastest on a CPU. More of them would fetch all that they have learned from
 * the memory again in every step: 64 members of CartPole with CleanRL's networks took 9 % less time four times 16.
 */
export function membersInCache(population: PopulationPlan): number {
  if (population.members.length <= enough) return population.members.length;
  return Math.max(enough, Math.floor(cachedBytes / learnedBytes(population)));
}
