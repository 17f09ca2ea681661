import { countNumbers } from '../../optimizers/index.ts';
import type { PopulationPlan } from '../../training/population-plan.ts';
import { assemble } from '../../workloads/assemble.ts';

/** Bytes of what the optimizers of a member change and remember, in a checkpoint: parameters and state of all its agents. */
export function learnedBytes(plan: PopulationPlan): number {
  const { agents, parameters, stateNumbers } = assemble(plan);
  return agents * (countNumbers(parameters) + stateNumbers) * Float32Array.BYTES_PER_ELEMENT;
}
