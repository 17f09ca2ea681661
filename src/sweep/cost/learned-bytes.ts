import { countNumbers, stateMemory } from '../../optimizers/index.ts';
import type { PopulationPlan } from '../../training/population-plan.ts';
import { assemble } from '../../workloads/assemble.ts';

/** Bytes of what the optimizers of a member change and remember, in a checkpoint: parameters and state of all its agents. */
export function learnedBytes(plan: PopulationPlan): number {
  const { agents, parameters } = assemble(plan);
  const numbers = countNumbers(parameters) + stateMemory(plan.members[0]!.optimizer, parameters);
  return agents * numbers * Float32Array.BYTES_PER_ELEMENT;
}
