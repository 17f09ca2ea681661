import type { PlannedPopulation } from './plan.ts';

/** A population with some of its members. @param chosen one entry a member. */
export function chosenMembers(planned: PlannedPopulation, chosen: readonly boolean[]): PlannedPopulation {
  const some = <T>(values: readonly T[]): T[] => values.filter((_, member) => chosen[member]);
  const { population, learningRates } = planned;
  return {
    ...planned,
    learningRates: some(learningRates),
    population: { ...population, members: some(population.members) },
  };
}
